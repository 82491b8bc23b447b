package import Synchronization

/// Counters of a server since it started; each only grows.
package final class HTTPServerCounters: Sendable {
    /// Whole requests given to the handler.
    package let requests = Atomic<UInt64>(0)

    /// Requests refused because their body's length was ambiguous.
    package let framingRefusals = Atomic<UInt64>(0)

    /// Requests refused or cut because their body was too large.
    package let bodiesTooLarge = Atomic<UInt64>(0)

    /// Connections cut because a client was over its deadline.
    package let slowClientsCut = Atomic<UInt64>(0)

    /// Connections cut to make room for others while all were taken.
    package let crowdedOut = Atomic<UInt64>(0)

    /// Connections cut because bodies that were not whole took too much memory together.
    package let bodiesCut = Atomic<UInt64>(0)

    /// Connections closed at once because their address had its share.
    package let addressesOverShare = Atomic<UInt64>(0)

    /// Requests that the admission refused.
    package let notAdmitted = Atomic<UInt64>(0)

    /// TLS connections that ended before any request; those that were cut among them.
    package let handshakesWithoutRequest = Atomic<UInt64>(0)

    func count(_ refusal: HTTPRefusal) {
        switch refusal {
        case .ambiguousLength: framingRefusals.add(1, ordering: .relaxed)
        case .bodyTooLarge: bodiesTooLarge.add(1, ordering: .relaxed)
        case .slowClient: slowClientsCut.add(1, ordering: .relaxed)
        case .crowdedOut: crowdedOut.add(1, ordering: .relaxed)
        case .bodiesUnderWay: bodiesCut.add(1, ordering: .relaxed)
        case .connectionsOfAddress: addressesOverShare.add(1, ordering: .relaxed)
        case .noRequest: handshakesWithoutRequest.add(1, ordering: .relaxed)
        case .notAdmitted: notAdmitted.add(1, ordering: .relaxed)
        }
    }
}

/// Why a server refused or cut a client; the raw value is for metrics.
package enum HTTPRefusal: String, Sendable, CaseIterable {
    /// The length of the request's body is not clear (request smuggling); answered 400 or 501.
    case ambiguousLength = "ambiguous_length"
    /// The body is too large; answered 413, or cut when its length was not announced.
    case bodyTooLarge = "body_too_large"
    /// The client took too long to send its header or body or to take its answer; cut.
    case slowClient = "slow_client"
    /// All connections were taken, and this one had kept the server waiting; cut to make room.
    case crowdedOut = "crowded_out"
    /// Bodies that are not whole took too much memory together, and this one had taken longest; cut to make room.
    case bodiesUnderWay = "bodies_under_way"
    /// The address has all the connections that one address may have; closed without an answer.
    case connectionsOfAddress = "connections_of_address"
    /// A TLS connection ended before any request: its handshake failed, or the client only checked the port.
    case noRequest = "no_request"
    /// The admission refused the request; it says how it is answered.
    case notAdmitted = "not_admitted"
}
