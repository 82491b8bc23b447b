import EventModel
import HTTPService

/// What pieces of one body are recorded with: each door has its own idea of what comes twice and how a dead letter is named.
protocol PieceRecorder {
    /// Begins a body, which came in a request if there is one.
    func beginBody(of exchange: HTTPExchange?)

    /// Records bytes that are meant to be one alert; counts them if they are one.
    ///
    /// - Parameters:
    ///   - bytes: What was received.
    ///   - origin: Where from.
    ///   - isRescued: Whether they were found inside other text.
    ///   - counters: The door's.
    /// - Returns: The alert's id, or why it is not an alert.
    func recordAlert(
        _ bytes: UnsafeRawBufferPointer,
        from origin: AlertRecorder.Origin,
        isRescued: Bool,
        into counters: inout DoorCounters
    ) -> Result<EventID, PayloadFault>

    /// Records a body without an alert as a dead letter, and counts it.
    func recordRefusedBody(
        _ bytes: UnsafeRawBufferPointer,
        code: String,
        message: String,
        from origin: AlertRecorder.Origin,
        into counters: inout DoorCounters
    )

    /// Records bytes that are no alert as a dead letter, and counts it.
    func recordDeadLetter(
        _ bytes: UnsafeRawBufferPointer,
        code: String,
        message: String,
        from origin: AlertRecorder.Origin,
        into counters: inout DoorCounters
    )
}
