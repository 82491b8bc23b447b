import Foundation
import Synchronization

/// Lets threads wait, for a bounded time, until something has changed.
///
/// A waiter takes ``version`` before it looks at the state, so a change between the look and the wait is not missed.
final class Wakeup: Sendable {
    private let changes = Atomic<Int>(0)
    private let condition = NSCondition()

    var version: Int {
        changes.load(ordering: .acquiring)
    }

    func notify() {
        changes.add(1, ordering: .releasing)
        condition.lock()
        condition.broadcast()
        condition.unlock()
    }

    /// Waits until the version is no longer `seen`.
    ///
    /// - Returns: false when the deadline passed first.
    func wait(changedSince seen: Int, until deadline: Date) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        while version == seen {
            guard condition.wait(until: deadline) else { return version != seen }
        }
        return true
    }
}
