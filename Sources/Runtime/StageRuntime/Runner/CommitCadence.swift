/// When a worker commits: at most once an interval, and not later than the interval asks for.
///
/// The interval counts from the start of the previous commit, not from the first record after it: a record that arrives
/// during a commit would otherwise wait for that commit and a whole interval more. So any record is committed within
/// one interval and the time of one commit, and after a pause at once.
///
/// ```
///   commit ──────────▶ answered ─── records ───▶ commit, an interval after the one before
///   commit ─ answered ─── a pause of more than an interval ─── records, until nothing is there to read ─▶ commit
/// ```
struct CommitCadence {
    private let interval: Duration
    /// When the last commit began.
    private var committed: ContinuousClock.Instant?
    /// When the first record since then came.
    private var first: ContinuousClock.Instant?

    /// - Parameter interval: Zero commits whenever there is nothing to read.
    init(interval: Duration) {
        self.interval = interval
    }

    /// Notes that there is something to commit.
    mutating func noteRecords(at now: ContinuousClock.Instant) {
        first = first ?? now
    }

    /// Notes the beginning of a commit.
    mutating func noteCommit(at now: ContinuousClock.Instant) {
        committed = now
    }

    /// Notes that there is nothing to commit any more.
    mutating func forget() {
        first = nil
    }

    /// How long to wait for more records before a commit; 100 ms while there is nothing to commit.
    func patience(at now: ContinuousClock.Instant) -> Duration {
        guard first != nil else { return .milliseconds(100) }
        guard let committed else { return .zero }
        return max(.zero, now.duration(to: committed + interval))
    }

    /// Whether to commit even if there may be more to read.
    func isOverdue(at now: ContinuousClock.Instant) -> Bool {
        guard interval > .zero, let first else { return false }
        if let committed, committed + interval > first {
            return now >= committed + interval
        }
        return now >= first + interval
    }
}
