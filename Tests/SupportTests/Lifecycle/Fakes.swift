import Lifecycle
import Synchronization

/// Signals that a test sends by calling; sending before a group watches, or after it closed, is a mistake of the test.
final class TestSignals: Sendable {
    private let handler = Mutex<(@Sendable (Int32) -> Void)?>(nil)

    var isWatched: Bool { handler.withLock { $0 != nil } }

    var source: SignalSource {
        SignalSource { [self] handler in
            self.handler.withLock { $0 = handler }
            return { [self] in self.handler.withLock { $0 = nil } }
        }
    }

    func send(_ signal: Int32) {
        guard let handler = handler.withLock({ $0 }) else { preconditionFailure("nobody watches") }
        handler(signal)
    }
}

/// What happened, in order.
final class Journal: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func write(_ line: String) {
        lines.withLock { $0.append(line) }
    }
}

/// A service that writes into a journal and does what the test says; it stops the test when it is used out of order.
final class FakeService: Service {
    private enum State {
        case new
        case started
        case stopped
    }

    let name: String
    private let journal: Journal
    private let onStart: @Sendable (ServiceHandle) throws -> Void
    private let onStop: @Sendable (Duration) -> Void
    private let state = Mutex(State.new)

    init(
        _ name: String,
        _ journal: Journal,
        onStart: @escaping @Sendable (ServiceHandle) throws -> Void = { _ in },
        onStop: @escaping @Sendable (Duration) -> Void = { _ in }
    ) {
        self.name = name
        self.journal = journal
        self.onStart = onStart
        self.onStop = onStop
    }

    func start(_ handle: ServiceHandle) throws {
        journal.write("start \(name)")
        try onStart(handle)
        state.withLock { state in
            precondition(state == .new, "started twice")
            state = .started
        }
    }

    func stop(within budget: Duration) {
        state.withLock { state in
            precondition(state == .started, "stopped without having started")
            state = .stopped
        }
        journal.write("stop \(name)")
        onStop(budget)
    }
}
