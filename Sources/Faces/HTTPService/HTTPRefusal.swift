/// Why a server let somebody not in, or not go on; the raw value is for metrics.
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
    /// A TLS connection ended before any request: its handshake failed, or the client only looked whether we listen.
    case noRequest = "no_request"
    /// The admission refused the request; it says how it is answered.
    case notAdmitted = "not_admitted"
}
