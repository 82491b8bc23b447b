import EventModel
import HTTPService
import StageRuntime

/// Records alerts that the same sender did not send before within the duplicate window, and counts them.
///
/// What it remembers and counts for falcosidekick's metrics is pending until the group is kept. One thread uses it.
final class UniqueAlertRecorder: PieceRecorder {
    private let recorder: AlertRecorder
    private let falcosidekick: FalcosidekickMetrics?
    private var repeated: RepeatedAlerts
    private var refused = RefusedBodies()
    private var exchange: HTTPExchange?
    private var pending = FalcosidekickMetrics.Pending()
    /// How many of ``DuplicateWindow/forgottenEarly`` were taken.
    private var takenForgotten: UInt64 = 0

    init(_ recorder: AlertRecorder, repeated: RepeatedAlerts, falcosidekick: FalcosidekickMetrics?) {
        self.recorder = recorder
        self.repeated = repeated
        self.falcosidekick = falcosidekick
    }

    /// Begins the body of a request.
    func beginBody(of exchange: HTTPExchange?) {
        self.exchange = exchange
        repeated.beginBody()
    }

    /// Records bytes that are meant to be one alert, unless they are a retry; counts them if they are one.
    ///
    /// - Parameters:
    ///   - bytes: What was received.
    ///   - origin: Where from.
    ///   - isRescued: Whether it was found inside other text.
    ///   - counters: The door's.
    /// - Returns: Its id, or why it is no alert.
    func recordAlert(
        _ bytes: UnsafeRawBufferPointer,
        from origin: AlertRecorder.Origin,
        isRescued: Bool,
        into counters: inout DoorCounters
    ) -> Result<EventID, PayloadFault> {
        let ordinal = counters[.repeated] + 1
        let outcome = recorder.record(bytes, from: origin, isRescued: isRescued) { id, alert in
            let newness = repeated.judge(
                DuplicateWindow.Key(id: id, kind: origin.kind, sender: origin.sender),
                alert,
                at: origin.receivedMilliseconds,
                of: exchange
            ) {
                Occurrence(door: origin.door, ordinal: ordinal)
            }
            if newness != .duplicate, falcosidekick != nil {
                pending.alerts[FalcosidekickMetrics.Labels(alert), default: 0] += 1
            }
            return newness
        }
        return counters.receive(outcome)
    }

    /// Records bytes that are no alert as a dead letter, and counts it.
    func recordDeadLetter(
        _ bytes: UnsafeRawBufferPointer,
        code: String,
        message: String,
        from origin: AlertRecorder.Origin,
        into counters: inout DoorCounters
    ) {
        counters[.received] += 1
        counters[.deadLettered] += 1
        recorder.recordDeadLetter(bytes, code: code, message: message, from: origin)
    }

    /// Records a body that is refused as one dead letter; one that was refused before is only counted.
    func recordRefusedBody(
        _ bytes: UnsafeRawBufferPointer,
        code: String,
        message: String,
        from origin: AlertRecorder.Origin,
        into counters: inout DoorCounters
    ) {
        let id = recorder.id(of: bytes)
        // What is kept of a large body may be equal where the bodies are not: the message tells their sizes.
        let reason = StableHash.of(message, seed: StableHash.of(code))
        let key = DuplicateWindow.Key(
            id: EventID(high: id.high ^ reason, low: id.low),
            kind: origin.kind,
            sender: origin.sender
        )
        let count = refused.count(key, at: origin.receivedMilliseconds)
        if count == 1 {
            recordDeadLetter(bytes, code: code, message: message, from: origin, into: &counters)
        } else if RefusedBodies.isTold(count) {
            let told = "the body \(id) was refused \(count) times; the first dead letter has its bytes: \(message)"
            recordDeadLetter(
                UnsafeRawBufferPointer(rebasing: bytes.prefix(0)),
                code: code,
                message: told,
                from: origin,
                into: &counters
            )
        } else {
            counters[.received] += 1
            counters[.duplicates] += 1
        }
    }

    /// Counts a request by whether it held an alert.
    func countRequest(isAccepted: Bool) {
        if isAccepted {
            pending.accepted += 1
        } else {
            pending.rejected += 1
        }
    }

    /// The group was kept.
    func keepPending() {
        repeated.keepPending()
        refused.keepPending()
        countPending(isKept: true)
    }

    /// The group was not kept.
    func forgetPending() {
        repeated.forgetPending()
        refused.forgetPending()
        countPending(isKept: false)
    }

    /// How many alerts the window forgot before their time since the last call.
    func takeForgotten() -> UInt64 {
        defer { takenForgotten = repeated.window.forgottenEarly }
        return repeated.window.forgottenEarly - takenForgotten
    }

    private func countPending(isKept: Bool) {
        falcosidekick?.count(pending, isKept: isKept)
        pending = FalcosidekickMetrics.Pending()
    }
}
