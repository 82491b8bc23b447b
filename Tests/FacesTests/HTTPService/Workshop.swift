import Foundation
import HTTPService
import Synchronization

/// Exchanges on their way from the event thread to a thread that answers them, as the bridge's writer does.
final class Workshop: Sendable {
    private struct State {
        var waiting: [HTTPExchange] = []
        var isClosed = false
    }

    private let state = Mutex(State())

    func hand(_ exchange: HTTPExchange) {
        state.withLock { $0.waiting.append(exchange) }
    }

    func takeAll() -> [HTTPExchange] {
        state.withLock { state in
            defer { state.waiting.removeAll() }
            return state.waiting
        }
    }

    /// Starts a thread that echoes each body back until ``close()``.
    func startEchoing() {
        let thread = Thread { [self] in
            while true {
                for exchange in takeAll() {
                    let body = exchange.withBody { Array($0) }
                    exchange.answer(HTTPAnswer(status: 200, body: body))
                }
                if state.withLock({ $0.isClosed && $0.waiting.isEmpty }) {
                    return
                }
                sched_yield()
            }
        }
        thread.start()
    }

    func close() {
        state.withLock { $0.isClosed = true }
    }

    /// Waits until this many exchanges are here; false after ten seconds.
    func waitForExchanges(_ count: Int) -> Bool {
        let end = ContinuousClock.now + .seconds(10)
        while state.withLock({ $0.waiting.count }) < count {
            if ContinuousClock.now > end {
                return false
            }
            sched_yield()
        }
        return true
    }
}

/// A server on a free port of 127.0.0.1, or on a unix socket.
func makeServer(
    _ endpoint: HTTPServerOptions.Endpoint = .tcp(address: "127.0.0.1", port: 0),
    change: (inout HTTPServerOptions) -> Void = { _ in },
    handler: @escaping HTTPHandler
) throws -> HTTPServer {
    var options = HTTPServerOptions(endpoint: endpoint)
    change(&options)
    return try HTTPServer(options: options, handler: handler)
}
