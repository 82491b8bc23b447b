import Lifecycle

/// One reader's or worker's alarm clock: it is rung when one of its partitions has news.
///
/// A ring between `prepare` and `wait` is not lost.
final class Waiter: Sendable {
    private let isRung = Monitor(false)

    /// Forgets earlier rings; called before looking for news.
    func prepare() {
        isRung.change { $0 = false }
    }

    func ring() {
        isRung.change { $0 = true }
    }

    /// Waits for a ring.
    ///
    /// - Returns: Whether one came before the deadline.
    func wait(until deadline: Deadline) -> Bool {
        isRung.wait(until: deadline) { $0 ? true : nil } ?? false
    }
}
