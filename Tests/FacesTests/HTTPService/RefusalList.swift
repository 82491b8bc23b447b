import HTTPService
import Synchronization

/// The refusals that a server told of, in order.
final class RefusalList: Sendable {
    private let refusals = Mutex<[HTTPRefusal]>([])

    var all: [HTTPRefusal] {
        refusals.withLock { $0 }
    }

    func add(_ refusal: HTTPRefusal) {
        refusals.withLock { $0.append(refusal) }
    }
}
