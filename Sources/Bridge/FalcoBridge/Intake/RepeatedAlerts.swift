import EventModel
import HTTPService

/// Tells a retry from another event with the same bytes.
///
/// Falco stamps system calls with nanoseconds: equal bytes are one event, sent twice. Cloud and audit plugins stamp whole
/// seconds: five failed logins of a second are five equal alerts. So equal bytes of one sender within the window are
/// - events of their own inside one body, whatever the stamp, for no sender repeats an alert inside a body;
/// - a retry when the stamp is finer than a millisecond;
/// - a retry when the answer to the first was lost: its client had closed the connection before it was answered, or the
///   bridge ended in between. One lost answer excuses one retry;
/// - else events of their own (``Occurrence``). So a sender that reconnects and sends a coarse alert again although it
///   got its answer makes a second event: to show a doubled login is better than to hide a real one.
///
/// A body that is sent again has its equal alerts matched one by one, so that a retried body of twins adds nothing.
///
/// Limits: `maximumLostAnswers` lost answers are remembered, and `maximumBodyAlerts` alerts of one body; behind that
/// equal alerts count as a retry does by its stamp.
struct RepeatedAlerts {
    static let maximumLostAnswers = 10_000
    static let maximumBodyAlerts = 10_000
    /// Waiting requests that are asked whether their client is gone, the latest: a flood of equal alerts costs no more.
    static let maximumLooks = 256

    /// What is known of the bytes that a body has more than once.
    private struct Seen {
        /// Events with these bytes before this body.
        let before: Int
        /// Whether those may be the same events.
        let isRetry: Bool
        var count = 0
    }

    private(set) var window: DuplicateWindow
    private var body: [DuplicateWindow.Key: Seen] = [:]
    /// Who waits for the answer to an alert with a coarse stamp.
    private var waiting: [(key: DuplicateWindow.Key, exchange: HTTPExchange)] = []
    /// Alerts whose sender may not have got its answer, and how many retries that excuses.
    private var lostAnswers: [DuplicateWindow.Key: Int] = [:]

    /// Begins with what the log says of the time before.
    ///
    /// - Parameters:
    ///   - window: What came lately.
    ///   - unanswered: Alerts with a coarse stamp of which nobody knows whether they were answered.
    init(window: DuplicateWindow, unanswered: [DuplicateWindow.Key]) {
        self.window = window
        for key in unanswered.suffix(Self.maximumLostAnswers) {
            lostAnswers[key, default: 0] += 1
        }
    }

    /// Begins a body.
    mutating func beginBody() {
        body.removeAll(keepingCapacity: true)
    }

    /// Says what an alert is, and remembers it, pending.
    ///
    /// - Parameters:
    ///   - key: Its bytes and its sender.
    ///   - alert: The alert.
    ///   - now: Receipt time in milliseconds since 1970.
    ///   - exchange: The request that it came in.
    ///   - nextOccurrence: Makes the door's next occurrence.
    /// - Returns: What it is.
    mutating func judge(
        _ key: DuplicateWindow.Key,
        _ alert: Alert,
        at now: Int64,
        of exchange: HTTPExchange?,
        nextOccurrence: () -> Occurrence
    ) -> Newness {
        guard window.milliseconds > 0 else { return .new }
        let isCoarse = Self.isCoarse(alert)
        if var seen = body[key] {
            seen.count += 1
            body[key] = seen
            if seen.isRetry, seen.count <= seen.before { return .duplicate }
            window.repeatEvent(key)
            return .again(nextOccurrence())
        }
        let before = window.eventCount(of: key, at: now)
        let isRetry = before > 0 && (!isCoarse || takeLostAnswer(key))
        if body.count < Self.maximumBodyAlerts {
            body[key] = Seen(before: before, isRetry: isRetry, count: 1)
        }
        if isRetry { return .duplicate }
        if isCoarse, let exchange {
            waiting.append((key, exchange))
        }
        guard before > 0 else {
            _ = window.admit(key, at: now)
            return .new
        }
        window.repeatEvent(key)
        return .again(nextOccurrence())
    }

    /// Whether a stamp is no finer than a millisecond.
    static func isCoarse(_ alert: Alert) -> Bool {
        alert.time.nanoseconds % 1_000_000 == 0
    }

    /// The group was kept; its answers go out next.
    mutating func keepPending() {
        window.keepPending()
        for (key, exchange) in waiting where exchange.isClientGone && lostAnswers.count < Self.maximumLostAnswers {
            lostAnswers[key, default: 0] += 1
        }
        waiting.removeAll(keepingCapacity: true)
    }

    /// The group was not kept.
    mutating func forgetPending() {
        window.forgetPending()
        waiting.removeAll(keepingCapacity: true)
    }

    /// Takes an excuse for a retry; false when there is none.
    private mutating func takeLostAnswer(_ key: DuplicateWindow.Key) -> Bool {
        // One that still waits for its answer and hung up sends again before anybody could answer.
        let recent = waiting.indices.suffix(Self.maximumLooks)
        if let index = recent.first(where: { waiting[$0].key == key && waiting[$0].exchange.isClientGone }) {
            waiting.remove(at: index)
            return true
        }
        guard let count = lostAnswers[key] else { return false }
        lostAnswers[key] = count > 1 ? count - 1 : nil
        return true
    }
}
