import Synchronization

/// A request to stop that threads look at and wait for; once set it stays set.
package final class StopFlag: Sendable {
    private let flag = Atomic<Bool>(false)
    private let isRequested = Monitor(false)

    /// Starts unset.
    package init() {}

    /// Whether stopping was asked for; one atomic read, for inner loops.
    package var isSet: Bool { flag.load(ordering: .acquiring) }

    /// Requests the stop and wakes all waiters.
    package func set() {
        flag.store(true, ordering: .releasing)
        isRequested.change { $0 = true }
    }

    /// Waits until stopping is asked for; the pause between two rounds of periodic work.
    ///
    /// - Parameter duration: The longest wait; nil waits without limit.
    /// - Returns: Whether stopping was asked for.
    @discardableResult
    package func wait(for duration: Duration? = nil) -> Bool {
        guard !isSet else { return true }
        return isRequested.wait(until: duration.map { Deadline(after: $0) }) { $0 ? true : nil } ?? false
    }
}
