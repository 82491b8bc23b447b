import Dispatch
import Synchronization

/// A request to stop that threads look at and wait for; once set it stays set.
package final class StopFlag: Sendable {
    private let flag = Atomic<Bool>(false)
    private let changed = DispatchSemaphore(value: 0)

    /// Starts unset.
    package init() {}

    /// Whether stopping was asked for; one atomic read, for inner loops.
    package var isSet: Bool { flag.load(ordering: .acquiring) }

    /// Asks to stop and wakes all who wait.
    package func set() {
        flag.store(true, ordering: .releasing)
        changed.signal()
    }

    /// Waits until stopping is asked for; the pause between two rounds of periodic work.
    ///
    /// - Parameter duration: The longest wait; nil waits without limit.
    /// - Returns: Whether stopping was asked for.
    @discardableResult
    package func wait(for duration: Duration? = nil) -> Bool {
        guard !isSet else { return true }
        guard changed.wait(timeout: .after(duration)) == .success else { return isSet }
        // One signal wakes one thread: pass it on to the next.
        changed.signal()
        return true
    }
}

extension DispatchTime {
    /// The time so far from now on the monotonic clock; the distant future for nil and for more than 100 years.
    static func after(_ duration: Duration?) -> DispatchTime {
        let longest: Int64 = 100 * 365 * 86_400
        guard let duration, duration.components.seconds < longest else { return .distantFuture }
        let (seconds, attoseconds) = max(.zero, duration).components
        return .now() + .nanoseconds(Int(seconds * 1_000_000_000 + attoseconds / 1_000_000_000))
    }
}
