import Synchronization
import Telemetry

/// A time in which the bridge keeps nothing: one log line when it begins, one when it is over, however many are refused.
///
/// It begins with the first commit that the log refuses, or the first request for which there is no room; it is over with
/// the first group that is kept, when nothing was refused for want of room for ten seconds.
final class RefusalEpisode: Sendable {
    private struct State {
        var began: ContinuousClock.Instant?
        var lastOverload: ContinuousClock.Instant?
        var alerts = 0
    }

    private static let calm = Duration.seconds(10)

    private let logger: Logger
    private let onTrouble: @Sendable (String?) -> Void
    private let clock = ContinuousClock()
    private let state = Mutex(State())

    init(logger: Logger, onTrouble: @escaping @Sendable (String?) -> Void) {
        self.logger = logger
        self.onTrouble = onTrouble
    }

    /// The log refused a group.
    func failed(_ error: any Error) {
        begin("the log refuses: \(error)")
        state.withLock { $0.lastOverload = nil }
    }

    /// Alerts were answered 503.
    func refused(_ count: Int) {
        let now = clock.now
        state.withLock { state in
            state.alerts += count
            if state.began == nil || state.lastOverload != nil {
                state.lastOverload = now
            }
        }
        begin("more comes in than can be kept")
    }

    /// A group was kept.
    func kept() {
        let now = clock.now
        let ended = state.withLock { state -> (Duration, Int)? in
            guard let began = state.began else { return nil }
            if let last = state.lastOverload, last.duration(to: now) < Self.calm { return nil }
            defer { state = State() }
            return (began.duration(to: now), state.alerts)
        }
        guard let (duration, alerts) = ended else { return }
        onTrouble(nil)
        logger.notice(
            "Alerts are kept again",
            ["took": .duration(duration), "refused.alerts": .integer(alerts)]
        )
    }

    private func begin(_ reason: String) {
        let now = clock.now
        let isNew = state.withLock { state in
            guard state.began == nil else { return false }
            state.began = now
            return true
        }
        guard isNew else { return }
        onTrouble(reason)
        logger.error(
            "Alerts are refused (503) until further notice; their senders may not send them again",
            ["error": .string(reason)]
        )
    }
}
