import Synchronization

/// Names whose producer was given up before the cluster gave it an epoch: its request may still be on its way.
///
/// A request that waits in a slow network or in a broker that hangs is carried out in the end, although its client is
/// gone: it takes the name from whoever has it by then, which is this very process. Whoever is fenced within ``span``
/// of such a start is not sure of a twin, and asks the group. Limit: one entry a name of this process.
final class UnansweredStarts: Sendable {
    /// How long a late request is thought of; longer than a broker usually hangs and then works off what it was sent.
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
