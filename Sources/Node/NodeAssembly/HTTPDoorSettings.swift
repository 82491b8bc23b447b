package import Telemetry

/// What the HTTP door has to know: where it listens, what it shows, whom it lets in, and the limits that it keeps.
package struct HTTPDoorSettings: Sendable {
    /// IPv4 or IPv6 address; empty listens on all.
    package var address = ""
    /// The port; 0 takes a free one.
    package var port: UInt16 = 2801
    /// Paths of certificate and key in PEM; both empty speaks HTTP without TLS.
    package var certificate = ""
    package var key = ""
    /// Path of the authorities that sign clients' certificates; empty lets clients in without one.
    package var clientAuthorities = ""
    /// The only path that takes a POST; empty takes all.
    package var secretPath = Secret("")
    /// Addresses, networks and names of certificates that are let in; empty lets all in.
    package var allowedSenders: [String] = []
    /// Connections at once; more wait.
    package var connections: UInt32 = 1024
    /// Connections at once from one address, 0 for no such limit; more are closed.
    package var connectionsPerAddress: UInt32 = 0
    /// Bytes of a request's line and headers; more gets 431.
    package var headerBytes = 16 << 10
    /// Largest body, as it comes and once its content encoding is undone; a larger one gets 413.
    package var bodyBytes = 1 << 20
    /// Bytes of all bodies together that are not whole; beyond them the client that has been sending longest is cut.
    package var bytesUnderWay = 32 << 20
    /// Time for a handshake and a header.
    package var headerTime: Duration = .seconds(10)
    /// Time for a body, and again for taking the answer.
    package var bodyTime: Duration = .seconds(30)
    /// Time without a byte after which a connection is closed, rounded up to whole seconds.
    package var idleTime: Duration = .seconds(60)

    package init() {}
}
