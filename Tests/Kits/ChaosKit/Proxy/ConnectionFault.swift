/// What happens to some of the connections that are open through the proxy at one moment.
package enum ConnectionFault: Sendable, Equatable {
    /// Both ends see the connection break; bytes under way are lost.
    case cut
    /// All bytes of both directions take longer from now on, until ``FaultProxy/heal()``.
    case delay(milliseconds: Int)
    /// Requests arrive late, also after the client has given up and closed: the way to KAFKA-17754.
    case lateRequests(milliseconds: Int)
    /// Nothing arrives any more and no side is notified; ``FaultProxy/heal()`` breaks the connection.
    case halfOpen
}

/// What the proxy has done so far.
package struct ProxyCounts: Sendable, Equatable {
    /// Connections taken.
    package var accepted = 0
    /// Connections cut by a fault.
    package var cut = 0
    /// Connections delayed by a fault, of both kinds.
    package var delayed = 0
    /// Connections left half open by a fault.
    package var halfOpened = 0
    /// Answers that named brokers and were not of the expected form; more than 0 makes a round worthless.
    package var misread = 0

    package init() {}
}
