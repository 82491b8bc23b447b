/// Where a server listens and the limits that it keeps.
package struct HTTPServerOptions: Sendable {
    /// Where a server listens.
    package enum Endpoint: Sendable, Equatable {
        /// A TCP port; nil address means all of IPv4 and IPv6, port 0 means any that is free.
        case tcp(address: String?, port: UInt16)
        /// A unix socket at a path of at most 107 bytes; its file has mode 0600, so only its owner may connect.
        case unix(path: String)
    }

    /// Where to listen.
    package var endpoint: Endpoint

    /// Certificate, key and trusted clients; nil speaks HTTP without TLS.
    package var tls: TLSIdentity?

    /// Connections at the same time, 1 or more; further ones wait to be accepted.
    ///
    /// While all are taken, those are cut that have kept the server waiting for a second or more.
    package var maximumConnections: UInt32 = 1024

    /// Connections from one address at the same time; 0 for no such limit, and none on a unix socket.
    ///
    /// Further ones are closed when they are accepted.
    package var maximumConnectionsPerAddress: UInt32 = 0

    /// Bytes of a request's body; more is answered with 413, and cut without an answer when its length was not announced.
    package var maximumBodyBytes: Int = 1 << 20

    /// Bytes of all bodies together that are not whole yet; never less than one body may have.
    ///
    /// Beyond them the client is cut that has been sending its body for the longest time. Bodies up to 16 KiB are not
    /// counted: there are no more of them than connections.
    package var maximumBytesUnderWay: Int = 32 << 20

    /// Bytes of a body over the limit that its handler gets to see, with what is known of its length; 0 for no such call.
    ///
    /// Then the handler's answer is sent if the rest of the body came, see ``maximumDrainedBytes``; it should be 413.
    package var keptOverflowBytes: Int = 0

    /// Bytes of a body over the limit that are read and thrown away, so that the client gets to read its answer.
    ///
    /// A body that announces more is handled before it is sent. A body that turns out to be longer (chunked) is handled
    /// with the received part and its connection closed without an answer: in the middle of a body libmicrohttpd cannot
    /// send one.
    package var maximumDrainedBytes: Int = 16 << 20

    /// Bytes for a request's line and headers, 4096 or more; more is answered with 431 (libmicrohttpd's memory pool).
    package var headerMemoryBytes: Int = 16 * 1024

    /// Seconds without a byte after which a connection is closed; 0 for never.
    package var idleTimeoutSeconds: UInt32 = 60

    /// Time a client has for a TLS handshake and its first request's header, and for the header of each later request
    /// from its first line on; a connection over it is cut.
    ///
    /// The idle time alone never cuts a client that sends one byte now and then.
    package var headerDeadline: Duration = .seconds(10)

    /// Time a client has to send a request's body, and again to take its answer; a connection over it is cut.
    package var bodyDeadline: Duration = .seconds(30)

    /// Time that clients have, once the server stops, to send the rest of a request and to take answers; then they are cut.
    ///
    /// Without it one half of a request would hold up the end of the process for all of its time.
    package var stopPatience: Duration = .seconds(1)

    /// Connections that wait to be accepted; the system's `net.core.somaxconn` limits it further.
    package var listenBacklog: Int32 = 1024

    /// Told of each refusal, on the event thread; it must not block.
    package var onRefusal: (@Sendable (HTTPRefusal) -> Void)?

    /// Called on the event thread when all requests that were ready together have been handled; it must not block.
    ///
    /// A handler that gathers what it answers later hands it on here, at once instead of one by one.
    package var onTurnEnd: (@Sendable () -> Void)?

    /// The setting that says where it listens, as an error names it; empty names none.
    package var settingName = ""

    package init(endpoint: Endpoint) {
        self.endpoint = endpoint
    }
}
