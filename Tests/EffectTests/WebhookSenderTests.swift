import EffectRuntime
import EventModel
import Foundation
import HTTPService
import Outlets
import PipelineTestKit
import Synchronization
import Telemetry
import Testing

/// A receiver with a real socket that answers as its path says.
private final class Receiver: Sendable {
    struct Request: Sendable {
        let id: String
        let timestamp: String
        let signature: String
        let type: String
        let body: [UInt8]
    }

    private struct State {
        var requests: [Request] = []
        var held: [HTTPExchange] = []
    }

    private let state: Box
    let server: HTTPServer

    private final class Box: Sendable {
        let state = Mutex(State())
    }

    init() throws {
        let state = Box()
        self.state = state
        server = try HTTPServer(options: HTTPServerOptions(endpoint: .tcp(address: "127.0.0.1", port: 0))) { request in
            let seen = Request(
                id: request.header("webhook-id") ?? "",
                timestamp: request.header("webhook-timestamp") ?? "",
                signature: request.header("webhook-signature") ?? "",
                type: request.header("content-type") ?? "",
                body: Array(request.body)
            )
            state.state.withLock { $0.requests.append(seen) }
            let path = request.path
            if path == "/slow" {
                let exchange = request.answerLater()
                state.state.withLock { $0.held.append(exchange) }
                return .later
            }
            let words = path.split(separator: "/")
            let status = words.first.flatMap { UInt16($0) } ?? 200
            var headers: [HTTPHeader] = []
            if words.count > 1 {
                let isRedirect = (300..<400).contains(status)
                let value = String(words[1]).replacing("_", with: " ")
                headers = [HTTPHeader(isRedirect ? "location" : "retry-after", isRedirect ? "/200" : value)]
            }
            let body = status == 200 && words.count > 1 ? [UInt8](repeating: 7, count: 1 << 20) : []
            return .answer(HTTPAnswer(status: status, headers: headers, body: body))
        }
    }

    var requests: [Request] {
        state.state.withLock { $0.requests }
    }

    func stop() {
        let held = state.state.withLock { $0.held }
        for exchange in held {
            _ = exchange.answer(.empty(200))
        }
        server.stop(within: .seconds(1))
    }
}

@Suite("Posting to a webhook")
struct WebhookSenderTests {
    private static let key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    private static let now = Timestamp(nanoseconds: 1_614_265_330_999_000_000)

    private func send(
        _ url: String,
        allowsPrivate: Bool = true,
        timeout: Duration = .seconds(5),
        body: String = "{}"
    ) throws -> DeliveryAnswer {
        var destination = WebhookSettings.Destination(
            name: "soc",
            url: Secret(url),
            keys: [try #require(WebhookSignature.key(Self.key))]
        )
        destination.allowsPrivateAddresses = allowsPrivate
        destination.timeout = timeout
        let sender = WebhookSender(0, of: WebhookSettings(destinations: [destination])) { Self.now }
        return sender.send(Array(body.utf8), key: "msg_1")
    }

    @Test("The request has id, time in seconds, signature and the exact body")
    func request() throws {
        let receiver = try Receiver()
        defer { receiver.stop() }
        let answer = try send("http://127.0.0.1:\(receiver.server.port)/200", body: #"{"a":1}"#)
        #expect(answer == .accepted(status: 200))
        let request = try #require(receiver.requests.first)
        #expect(request.id == "msg_1" && request.timestamp == "1614265330" && request.type == "application/json")
        let wanted = WebhookSignature.header(
            of: Array(#"{"a":1}"#.utf8),
            id: "msg_1",
            seconds: 1_614_265_330,
            keys: [try #require(WebhookSignature.key(Self.key))]
        )
        #expect(request.signature == wanted)
        #expect(request.body == Array(#"{"a":1}"#.utf8))
    }

    @Test(
        "Each status means what it should",
        arguments: [
            ("200", "accepted"), ("204", "accepted"), ("200/large", "accepted"), ("410", "gone"), ("400", "refused"),
            ("401", "refused"), ("404", "refused"), ("422", "refused"), ("408", "later"), ("425", "later"),
            ("429", "later"), ("429/7", "later 7"), ("503/120", "later 120"), ("503/soon", "later"), ("500/9", "later"),
            ("302/x", "later"), ("307/x", "later"), ("502", "later"),
            ("503/Thu,_25_Feb_2021_15:02:20_GMT", "later 10"), ("429/Thu,_25_Feb_2021_15:02:00_GMT", "later 0"),
        ]
    )
    func statuses(path: String, wanted: String) throws {
        let receiver = try Receiver()
        defer { receiver.stop() }
        let answer = try send("http://127.0.0.1:\(receiver.server.port)/\(path)")
        let said =
            switch answer {
            case .accepted: "accepted"
            case .gone: "gone"
            case .refused: "refused"
            case .retryLater(_, let after, _): "later" + (after.map { " \($0)" } ?? "")
            }
        #expect(said == wanted, "\(answer)")
        // A redirect is not followed: its place is never asked.
        #expect(receiver.requests.count == 1)
    }

    @Test(
        "Private, loopback and link-local addresses are refused unless allowed, by name or number, before a byte is sent"
    )
    func privateAddresses() throws {
        let receiver = try Receiver()
        defer { receiver.stop() }
        for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "127.1", "0.0.0.0"] {
            let answer = try send("http://\(host):\(receiver.server.port)/200", allowsPrivate: false)
            guard case .retryLater(nil, nil, let message) = answer else {
                Issue.record("\(host): \(answer)")
                continue
            }
            #expect(message.contains("not public"), "\(host): \(message)")
        }
        #expect(receiver.requests.isEmpty)
    }

    @Test("No answer in time, no listener and a server without TLS are failures without the address")
    func noAnswer() throws {
        let receiver = try Receiver()
        defer { receiver.stop() }
        let port = receiver.server.port
        for (url, word) in [
            ("http://127.0.0.1:\(port)/slow", "no whole answer"), ("http://127.0.0.1:1/SECRET", "no connection"),
            ("https://127.0.0.1:\(port)/SECRET", "TLS failed"),
        ] {
            let answer = try send(url, timeout: .milliseconds(300))
            guard case .retryLater(nil, nil, let message) = answer else {
                Issue.record("\(url): \(answer)")
                continue
            }
            #expect(message.contains(word), "\(url): \(message)")
            #expect(!message.contains("127.0.0.1") && !message.contains("SECRET") && !message.contains("nowhere"))
        }
    }
}
