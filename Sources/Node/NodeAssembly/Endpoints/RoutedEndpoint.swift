package import HTTPService
package import Lifecycle
import Synchronization

/// A small HTTP server with a fixed list of routes: probes and metrics, or the owner's control socket.
///
/// Unknown paths get 404, known paths with another method 405. Limits are those of ``HTTPServerOptions``.
package final class RoutedEndpoint: Service {
    package let name: String
    private let options: HTTPServerOptions
    private let routes: [Route]
    private let server = Mutex<HTTPServer?>(nil)

    /// Prepares an endpoint.
    ///
    /// - Parameters:
    ///   - name: The service's name in logs.
    ///   - options: Where it listens, and its limits.
    ///   - routes: What it answers.
    package init(name: String, options: HTTPServerOptions, routes: [Route]) {
        self.name = name
        self.options = options
        self.routes = routes
    }

    /// The TCP port that it listens on, nil before the start; 0 for a unix socket.
    package var port: UInt16? {
        server.withLock { $0?.port }
    }

    package func start(_ handle: ServiceHandle) throws {
        let routes = routes
        let started = try HTTPServer(options: options) { request in
            .answer(Self.answer(request, routes))
        }
        server.withLock { $0 = started }
    }

    package func stop(within budget: Duration) {
        let running = server.withLock { server in
            defer { server = nil }
            return server
        }
        running?.stop(within: budget)
    }

    private static func answer(_ request: borrowing HTTPRequest, _ routes: [Route]) -> HTTPAnswer {
        let path = request.path
        var isKnownPath = false
        for route in routes where route.path == path {
            if route.method == request.method {
                return route.handler(request)
            }
            isKnownPath = true
        }
        return isKnownPath
            ? .text(405, "this path takes another method\n")
            : .text(404, "no such path; known: \(routes.map(\.path).joined(separator: " "))\n")
    }
}
