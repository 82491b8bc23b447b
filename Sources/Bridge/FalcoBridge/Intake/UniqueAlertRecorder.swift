import EventModel
import StageRuntime

/// Records alerts that the same sender did not send before within the duplicate window, and counts them.
///
/// What it remembers and counts for falcosidekick's metrics is pending until the group is kept. One thread uses it.
final class UniqueAlertRecorder {
    private let recorder: AlertRecorder
    private let falcosidekick: FalcosidekickMetrics?
    private var window: DuplicateWindow
    private var pending = FalcosidekickMetrics.Pending()
    /// How many of ``DuplicateWindow/forgottenEarly`` were taken.
    private var takenForgotten: UInt64 = 0

    init(_ recorder: AlertRecorder, window: DuplicateWindow, falcosidekick: FalcosidekickMetrics?) {
        self.recorder = recorder
        self.window = window
        self.falcosidekick = falcosidekick
    }

    /// Records bytes that are meant to be one alert, unless they came before; counts them if they are one.
    func recordAlert(
        _ bytes: UnsafeRawBufferPointer,
        from origin: AlertRecorder.Origin,
        into counters: inout DoorCounters
    ) -> Result<EventID, PayloadFault> {
        let outcome = recorder.record(bytes, from: origin) { id, alert in
            let key = DuplicateWindow.Key(id: id, kind: origin.kind, sender: origin.sender)
            guard window.admit(key, at: origin.receivedMilliseconds) else { return false }
            if falcosidekick != nil {
                pending.alerts[FalcosidekickMetrics.Labels(alert), default: 0] += 1
            }
            return true
        }
        switch outcome {
        case .appended(let id), .sensor(let id), .filtered(let id, _), .dropped(let id), .duplicate(let id):
            counters[.received] += 1
            counters.count(outcome)
            return .success(id)
        case .broken(let fault):
            return .failure(fault)
        }
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
        window.keepPending()
        countPending(isKept: true)
    }

    /// The group was not kept.
    func forgetPending() {
        window.forgetPending()
        countPending(isKept: false)
    }

    /// How many alerts the window forgot before their time since this was asked last.
    func takeForgotten() -> UInt64 {
        defer { takenForgotten = window.forgottenEarly }
        return window.forgottenEarly - takenForgotten
    }

    private func countPending(isKept: Bool) {
        falcosidekick?.count(pending, isKept: isKept)
        pending = FalcosidekickMetrics.Pending()
    }
}
