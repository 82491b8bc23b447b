import Lifecycle

/// A wake-up for one reader or worker, used when one of its partitions has new records.
///
/// A wake-up between `prepare` and `wait` is not lost.
final class Waiter: Sendable {
    private let isRung = Monitor(false)

    /// Forgets earlier wake-ups; called before looking for new records.
    func prepare() {
        isRung.change { $0 = false }
    }

    func ring() {
        isRung.change { $0 = true }
    }

    /// Waits for a wake-up.
    ///
    /// - Returns: Whether one came before the deadline.
    func wait(until deadline: Deadline) -> Bool {
        isRung.wait(until: deadline) { $0 ? true : nil } ?? false
    }
}
