import EventModel

/// The bounds of a spool, and how it is emptied.
package struct SpoolSettings: Sendable, Equatable {
    /// Stored bytes above which nothing more is taken: HTTP answers 503 and files wait.
    package var maximumBytes = 4 << 30

    /// Whether alerts of low priority are left out while the spool fills up, rather than all refused once it is full.
    ///
    /// From 80 % of ``maximumBytes`` on what is below Notice, from 85 % Notice, from 90 % Warning, from 95 % Error; each is
    /// counted, and answered as kept.
    package var dropsLowest = false

    /// Bytes that stay free where the spool is; below them nothing more is taken.
    package var reservedBytes = 256 << 20

    /// Bytes of records after which a transaction of the forwarder is committed although more is waiting.
    package var transactionBytes = 4 << 20

    /// How long records stay in the spool although the log has them, in milliseconds by their receipt time.
    ///
    /// As long as the window in which alerts are told apart as duplicates: after a restart it is filled from here, whether
    /// or not the log answers.
    package var keptMilliseconds: Int64 = 60_000

    /// Stored bytes above which what the log has is removed at once after all; never more than a quarter of the bound.
    package var keptBytes = 64 << 20

    /// How long to wait before the log is asked again after it refused or did not answer.
    package var retryPause: Duration = .milliseconds(250)

    /// The least urgent priority that is kept while that many bytes wait; nil keeps all.
    func leastKept(storedBytes: Int) -> Priority? {
        guard dropsLowest else { return nil }
        switch storedBytes / (maximumBytes / 100) {
        case ..<80: return nil
        case ..<85: return .notice
        case ..<90: return .warning
        case ..<95: return .error
        default: return .critical
        }
    }

    package init() {}
}
