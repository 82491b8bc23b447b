import Synchronization

/// Names whose producer was given up before the cluster gave it an epoch: its request may still be on its way.
///
/// A request that waits in a slow network or a hanging broker is carried out in the end, although its client is gone:
/// it fences the present owner of the name, which is this process itself. A producer that is fenced within ``span`` of
/// such a start does not assume a twin, and asks the group. Limit: one entry per name of this process.
final class UnansweredStarts: Sendable {
    /// How long a late request is expected; longer than a broker usually hangs and then works off its requests.
    static let span = Duration.seconds(60)

    private let latest = Mutex<[String: ContinuousClock.Instant]>([:])

    /// Remembers a producer that was given up without an answer.
    func note(_ id: String) {
        latest.withLock { $0[id] = .now }
    }

    /// Whether a late request may have taken the name.
    func mayStrike(_ id: String) -> Bool {
        latest.withLock { latest in
            guard let instant = latest[id] else { return false }
            return instant.duration(to: .now) < Self.span
        }
    }
}
