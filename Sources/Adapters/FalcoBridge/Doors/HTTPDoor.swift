package import HTTPService
package import Lifecycle
import Synchronization

/// The door for Falco's `http_output` and for falcosidekick: any path, POST, one alert a body.
///
/// | request | answer |
/// | --- | --- |
/// | POST, any path | 200 and an empty body once the alert is durable |
/// | POST of what is no alert | 400 `Please send a valid request body` once it is durable as a dead letter |
/// | POST while the log refuses or too much waits | 503 |
/// | GET or HEAD of `/ping`, `/healthz` | 200 `pong`, 200 `{"status": "ok"}` |
/// | POST anywhere but on the secret path, where there is one | 404, and counted |
/// | any but those two from a sender that is not on the list, where there is one | 403, and counted |
/// | anything else | 400 `Please send with post http method` |
///
/// Source of texts and statuses: falcosidekick, main.go and handlers.go. Falco does not send again what it was refused,
/// so everything that can be kept is kept.
package final class HTTPDoor: Service {
    /// The name in log lines.
    package let name: String

    private let options: HTTPServerOptions
    private let access: HTTPAccess
    private let intake: AlertIntake
    private let door: IntakeDoor
    private let clock: ReceiptClock
    private let server = Mutex<HTTPServer?>(nil)

    /// Prepares the door; it listens from its start on.
    package init(
        options: HTTPServerOptions,
        intake: AlertIntake,
        access: HTTPAccess = HTTPAccess(),
        doorName: String = "http",
        clock: ReceiptClock = .system
    ) {
        name = "bridge.\(doorName)"
        self.options = options
        self.access = access
        self.intake = intake
        self.clock = clock
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
        let intake = intake
        let door = door
        let clock = clock
        let pong = HTTPAnswer.text(200, "pong\n")
        let health = HTTPAnswer.json(200, Array(#"{"status": "ok"}"#.utf8))
        let wrongMethod = HTTPAnswer.text(400, "Please send with post http method\n")
        let full = HTTPAnswer.text(503, "The alert could not be kept\n")
        do throws(HTTPServiceError) {
            let (options, admission) = guarded()
            let listening = try HTTPServer(options: options, admission: admission) { request in
                if request.method == .post {
                    let exchange = request.answerLater()
                    if !intake.offer(exchange, from: door, receivedMilliseconds: clock.milliseconds) {
                        exchange.answer(full)
                    }
                    return .later
                }
                guard request.method == .get || request.method == .head else {
                    return .answer(wrongMethod)
                }
                if request.hasPath("/ping") {
                    return .answer(pong)
                }
                return .answer(request.hasPath("/healthz") ? health : wrongMethod)
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

    /// Puts access and counting of refusals before the door.
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

    /// Lets nobody in any more and waits for what is on its way to be kept and answered.
    package func stop(within budget: Duration) {
        let listening = server.withLock { $0 }
        listening?.stop(within: budget)
    }
}
