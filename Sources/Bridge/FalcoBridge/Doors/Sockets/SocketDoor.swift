package import Lifecycle
package import Telemetry

/// The door for lines over a unix socket: from Falco's `program_output` through socat, or another client.
///
/// Each line is handled as a line of a file is, container runtimes' wrappers included; the last line of a client that
/// goes away needs no end. The socket's file has mode 0660: its group and its folder decide who may connect. A client
/// gets no answer, so it cannot know what was kept: lines that were read and are not yet durable when the process is
/// killed are lost. While there is no room, its lines wait in its own socket.
package final class SocketDoor: Service {
    /// The name in log lines.
    package let name = "bridge.socket"

    private let path: String
    private let limits: SocketLimits
    private let intake: AlertIntake
    private let door: IntakeDoor
    private let clock: ReceiptClock
    private let registry: MetricRegistry
    private let logger: Logger
    private let thread = ServiceThread(name: "bridge-socket")

    /// Prepares the door; it listens from its start on.
    ///
    /// - Parameters:
    ///   - path: The socket's file; a stale one is replaced.
    ///   - limits: How many clients, and how much of each.
    ///   - intake: Where lines go.
    ///   - clock: The receipt time.
    ///   - metrics: Where clients are counted.
    ///   - logger: For clients that are refused or closed.
    package init(
        path: String,
        limits: SocketLimits = SocketLimits(),
        intake: AlertIntake,
        clock: ReceiptClock = .system,
        metrics: MetricRegistry,
        logger: Logger
    ) {
        self.path = path
        self.limits = limits
        self.intake = intake
        self.clock = clock
        registry = metrics
        self.logger = logger
        door = intake.openDoor("socket", kind: "socket")
    }

    /// Listens and starts reading on its own thread; clients can connect when it returns.
    ///
    /// - Throws: ``BridgeError`` when it cannot listen there.
    package func start(_ handle: ServiceHandle) throws {
        let limits = limits
        let place = SocketLoop.Place(socket: try .unix(path, .stream, mode: 0o660)) {
            LineReader(maximumLineBytes: limits.pieceBytes)
        }
        let only = Handover(
            SocketLoop(
                places: [place],
                limits: limits,
                intake: intake,
                door: door,
                clock: clock,
                metrics: SocketMetrics(registry, kind: "socket"),
                logger: logger
            )
        )
        try thread.start(reportingTo: handle) { try only.take().run($0) }
        logger.info("The socket door listens", ["socket.path": .string(path)])
    }

    /// Accepts no more clients and hands in what was received.
    package func stop(within budget: Duration) {
        thread.stop(within: budget)
    }
}
