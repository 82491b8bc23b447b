import HTTPService
import Synchronization
import Telemetry

/// Answers requests of the HTTP door, or hands them to the intake; runs on the server's event thread.
///
/// Requests of one turn are handed over together (``handOver()``): the intake's writer wakes once, with larger groups.
///
/// | request | answer |
/// | --- | --- |
/// | POST, PUT, PATCH, any path | what ``ExchangeRecorder`` says, once everything in the body is durable |
/// | POST `/test` | the same for a test alert; the body does not matter |
/// | POST while the log refuses or too much waits | 503 |
/// | GET or HEAD of `/ping`, `/healthz`, `/metrics` | 200 `pong`, 200 `{"status": "ok"}`, 200 and metrics |
/// | anything else | 400 `Please send with post http method` |
///
/// Source of texts and statuses: falcosidekick, main.go and handlers.go. Falco does not repeat a refused request, so
/// everything that can be kept is kept.
final class FalcoRequests: Sendable {
    private static let pong = HTTPAnswer.text(200, "pong\n")
    private static let health = HTTPAnswer.json(200, Array(#"{"status": "ok"}"#.utf8))
    private static let wrongMethod = HTTPAnswer.text(400, "Please send with post http method\n")
    private static let full = HTTPAnswer.text(503, "The alert could not be kept\n")

    private let intake: AlertIntake
    private let door: IntakeDoor
    private let clock: ReceiptClock
    /// What `/metrics` shows; nil has no such path.
    private let metrics: MetricRegistry?
    /// The requests of this turn of the event thread.
    private let gathered = Mutex<[ReceivedExchange]>([])

    init(intake: AlertIntake, door: IntakeDoor, clock: ReceiptClock, metrics: MetricRegistry?) {
        self.intake = intake
        self.door = door
        self.clock = clock
        self.metrics = metrics
    }

    /// Answers a request, or takes it to be answered later.
    func reply(to request: borrowing HTTPRequest) -> HTTPReply {
        guard [.post, .put, .patch].contains(request.method) else {
            return .answer(answer(to: request))
        }
        let form = request.hasPath("/test") ? .test : ExchangeForm(of: request)
        let received = ReceivedExchange(
            request.answerLater(),
            as: form,
            receivedMilliseconds: clock.milliseconds
        )
        gathered.withLock { $0.append(received) }
        return .later
    }

    /// Hands the gathered requests to the intake; those without room get 503.
    func handOver() {
        let received = gathered.withLock { gathered in
            defer { gathered.removeAll(keepingCapacity: true) }
            return gathered
        }
        guard !received.isEmpty else { return }
        let count = intake.offer(received, from: door)
        HTTPExchange.answer(received.dropFirst(count).lazy.map { ($0.exchange, Self.full) })
    }

    private func answer(to request: borrowing HTTPRequest) -> HTTPAnswer {
        if request.method == .get || request.method == .head {
            if request.hasPath("/ping") {
                return Self.pong
            }
            if request.hasPath("/healthz") {
                return Self.health
            }
            if let metrics, request.hasPath("/metrics") {
                return HTTPAnswer(
                    status: 200,
                    headers: [HTTPHeader("Content-Type", PrometheusText.contentType)],
                    body: Array(metrics.exposition().utf8)
                )
            }
        }
        intake.countWrongMethod()
        return Self.wrongMethod
    }
}
