import EventModel
import StageRuntime

/// Gives equal alerts of doors that read lines ids of their own.
///
/// A line of a file, a pipe or a socket is never sent a second time by anybody who waits for an answer: what has the bytes
/// of an earlier alert is another event. Only stamps that are no finer than a millisecond are looked at
/// (``RepeatedAlerts``): a finer one twice is the same event, written twice.
///
/// Limit: `maximumCount` alerts of the window's time; behind that the oldest is forgotten, and its bytes are new again.
final class RepeatedLines {
    static let maximumCount = 100_000

    private var window: DuplicateWindow

    /// Begins without any.
    ///
    /// - Parameter milliseconds: How long an alert is remembered; 0 takes everything for new.
    init(milliseconds: Int64) {
        window = DuplicateWindow(milliseconds: milliseconds, maximumCount: Self.maximumCount)
    }

    /// Says what an alert is, and remembers it.
    func judge(
        _ id: EventID,
        _ alert: Alert,
        _ origin: AlertRecorder.Origin,
        _ counters: DoorCounters
    ) -> Newness {
        guard RepeatedAlerts.isCoarse(alert) else { return .new }
        let key = DuplicateWindow.Key(id: id, kind: origin.kind, sender: origin.sender)
        guard !window.admit(key, at: origin.receivedMilliseconds) else {
            window.keepPending()
            return .new
        }
        return .again(Occurrence(door: origin.door, ordinal: counters[.repeated] + 1))
    }
}
