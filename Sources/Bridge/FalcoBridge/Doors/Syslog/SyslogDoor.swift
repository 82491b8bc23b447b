package import Lifecycle
import Synchronization
package import Telemetry

/// The door for Falco's `syslog_output`, directly or through a relay: RFC 5424 and RFC 3164 over UDP, TCP and a unix
/// datagram socket as `/dev/log` is one.
///
/// The message part of each syslog message is handled as a line of a file is: an alert is kept, a message without an
/// alert is skipped and counted. Priority, time, host and tag of syslog are not kept; the sender is the peer's address.
///
/// Syslog has no answers, so senders do not learn what was not kept. UDP loses datagrams on the way and when they
/// arrive faster than they are read, which cannot be detected here: where alerts matter, use HTTP, a file, or at least
/// TCP. The unix socket's file has mode 0666, as `/dev/log` has.
package final class SyslogDoor: Service {
    /// Where it listens; each may be omitted.
    package struct Places: Sendable {
        /// UDP (RFC 5426).
        package var udp: SocketAddress?
        /// TCP, counted in octets or by lines (RFC 6587).
        package var tcp: SocketAddress?
        /// The file of a unix datagram socket.
        package var path: String?

        package init(udp: SocketAddress? = nil, tcp: SocketAddress? = nil, path: String? = nil) {
            self.udp = udp
            self.tcp = tcp
            self.path = path
        }

        /// Whether there is no place to listen.
        package var isEmpty: Bool {
            udp == nil && tcp == nil && path == nil
        }
    }

    private struct Ports {
        var udp: UInt16 = 0
        var tcp: UInt16 = 0
    }

    /// The receive buffer of UDP to ask for, in bytes: about 4,000 alerts that wait.
    private static let receiveBytes: Int32 = 8 << 20

    /// The name in log lines.
    package let name = "bridge.syslog"

    private let places: Places
    private let limits: SocketLimits
    private let intake: AlertIntake
    private let door: IntakeDoor
    private let clock: ReceiptClock
    private let registry: MetricRegistry
    private let logger: Logger
    private let thread = ServiceThread(name: "bridge-syslog")
    private let ports = Mutex(Ports())

    /// Prepares the door; it listens from its start on.
    ///
    /// - Parameters:
    ///   - places: Where it listens; at least one.
    ///   - limits: Connections, and the length of a message.
    ///   - intake: Where messages go.
    ///   - clock: The receipt time.
    ///   - metrics: Where clients are counted.
    ///   - logger: For clients that are refused or closed.
    package init(
        places: Places,
        limits: SocketLimits = SocketLimits(),
        intake: AlertIntake,
        clock: ReceiptClock = .system,
        metrics: MetricRegistry,
        logger: Logger
    ) {
        precondition(!places.isEmpty, "a door has somewhere to listen")
        self.places = places
        self.limits = limits
        self.intake = intake
        self.clock = clock
        registry = metrics
        self.logger = logger
        door = intake.openDoor("syslog", kind: "syslog")
    }

    /// The real port of UDP once started; 0 before, and without it.
    package var udpPort: UInt16 {
        ports.withLock { $0.udp }
    }

    /// The real port of TCP once started; 0 before, and without it.
    package var tcpPort: UInt16 {
        ports.withLock { $0.tcp }
    }

    /// Listens and starts reading on its own thread; messages can come when it returns.
    ///
    /// - Throws: ``BridgeError`` when it cannot listen somewhere.
    package func start(_ handle: ServiceHandle) throws {
        let only = Handover(
            SocketLoop(
                places: try open(),
                limits: limits,
                intake: intake,
                door: door,
                clock: clock,
                metrics: SocketMetrics(registry, kind: "syslog"),
                logger: logger
            )
        )
        try thread.start(reportingTo: handle) { try only.take().run($0) }
        logger.info(
            "The syslog door listens",
            [
                "syslog.udp.port": .integer(udpPort), "syslog.tcp.port": .integer(tcpPort),
                "syslog.path": .string(places.path ?? ""),
            ]
        )
    }

    /// Accepts no more clients and hands in what was received.
    package func stop(within budget: Duration) {
        thread.stop(within: budget)
    }

    /// Names the setting in an error: an operator has to know which of the three.
    private func listen(
        _ setting: String,
        _ body: () throws(BridgeError) -> BoundSocket
    ) throws(BridgeError) -> BoundSocket {
        do throws(BridgeError) {
            return try body()
        } catch {
            throw BridgeError(
                code: error.code,
                action: "\(error.action) (\(setting))",
                message: error.message,
                remedy: error.remedy
            )
        }
    }

    private func open() throws(BridgeError) -> [SocketLoop.Place] {
        let length = limits.pieceBytes
        var opened: [SocketLoop.Place] = []
        if let udp = places.udp {
            let socket = try listen("bridge.syslog.udp") { () throws(BridgeError) in
                try BoundSocket.network(udp, .datagram, receiveBytes: Self.receiveBytes)
            }
            ports.withLock { $0.udp = socket.port }
            opened.append(SocketLoop.Place(socket: socket) { SyslogDatagrams(maximumMessageBytes: length) })
        }
        if let tcp = places.tcp {
            let socket = try listen("bridge.syslog.tcp") { () throws(BridgeError) in
                try BoundSocket.network(tcp, .stream, receiveBytes: 1 << 20)
            }
            ports.withLock { $0.tcp = socket.port }
            opened.append(SocketLoop.Place(socket: socket) { SyslogStream(maximumMessageBytes: length) })
        }
        if let path = places.path {
            let socket = try listen("bridge.syslog.socket") { () throws(BridgeError) in
                try BoundSocket.unix(path, .datagram, mode: 0o666)
            }
            opened.append(SocketLoop.Place(socket: socket) { SyslogDatagrams(maximumMessageBytes: length) })
        }
        return opened
    }
}
