package import HTTPService
package import Lifecycle
import Synchronization
package import Telemetry

/// The door for Falco's `http_output` and for falcosidekick: any path, POST; ``FalcoRequests`` chooses the answers.
///
/// Before it stands ``HTTPAccess``: a POST anywhere but on the secret path is answered 404, a sender that is not on the
/// list 403, and both are counted.
package final class HTTPDoor: Service {
    /// The name in log lines.
    package let name: String

    private let options: HTTPServerOptions
    private let access: HTTPAccess
    private let intake: AlertIntake
    private let door: IntakeDoor
    private let clock: ReceiptClock
    private let metrics: MetricRegistry?
    private let server = Mutex<HTTPServer?>(nil)

    /// Prepares the door; it listens from its start on.
    ///
    /// - Parameters:
    ///   - options: Where it listens, and its limits; the first 64 KiB of a body over the limit are kept.
    ///   - intake: Where requests go; its settings hold the limit of a decoded body.
    ///   - access: Who may post.
    ///   - doorName: The name in counters.
    ///   - clock: The receipt time.
    ///   - metrics: What `/metrics` shows; nil has no such path.
    package init(
        options: HTTPServerOptions,
        intake: AlertIntake,
        access: HTTPAccess = HTTPAccess(),
        doorName: String = "http",
        clock: ReceiptClock = .system,
        metrics: MetricRegistry? = nil
    ) {
        name = "bridge.\(doorName)"
        var options = options
        options.keptOverflowBytes = ExchangeRecorder.keptOverflowBytes
        self.options = options
        self.access = access
        self.intake = intake
        self.clock = clock
        self.metrics = metrics
        door = intake.openDoor(doorName, kind: "http")
    }

    /// The real port once started; 0 before and for a unix socket.
    package var port: UInt16 {
        server.withLock { $0?.port ?? 0 }
    }

    package func start(_ handle: ServiceHandle) throws {
        try open()
    }

    /// Listens, outside any group of services; clients can connect when it returns.
    ///
    /// - Throws: ``BridgeError`` when it cannot listen there.
    package func open() throws(BridgeError) {
        let requests = FalcoRequests(intake: intake, door: door, clock: clock, metrics: metrics)
        do throws(HTTPServiceError) {
            var (options, admission) = guarded()
            options.onTurnEnd = { requests.handOver() }
            let listening = try HTTPServer(options: options, admission: admission) { request in
                requests.reply(to: request)
            }
            server.withLock { $0 = listening }
        } catch {
            throw BridgeError(
                code: .notListening,
                action: "opening the HTTP door: \(error.action)",
                message: error.message,
                remedy: error.remedy
            )
        }
    }

    /// Adds access control and counting of refusals to the door.
    private func guarded() -> (HTTPServerOptions, HTTPAdmission) {
        let refusals = intake.httpRefusals(of: door)
        let access = access
        var options = options
        options.onRefusal = { refusals.count($0) }
        let notFound = HTTPAnswer.text(404, "Not found\n")
        let forbidden = HTTPAnswer.text(403, "Forbidden\n")
        let admission: HTTPAdmission = { request in
            guard let refusal = access.refusal(of: request) else {
                return nil
            }
            refusals.count(refusal, sender: request.peerIdentity ?? request.peerAddress)
            return refusal == .path ? notFound : forbidden
        }
        return (options, admission)
    }

    /// Accepts no more requests and waits until pending ones are kept and answered.
    ///
    /// It does not spend the whole budget on a log that takes nothing: later services need time to stop, too.
    package func stop(within budget: Duration) {
        let listening = server.withLock { $0 }
        listening?.stop(within: budget * 0.6)
    }
}
