import CHTTPService
import Glibc
import Synchronization

/// An HTTP/1.1 server on libmicrohttpd with one event thread.
///
/// Beside what libmicrohttpd checks, it refuses requests whose body's length is ambiguous (request smuggling, RFC 9112
/// 6.3) and cuts clients that take too long. It speaks TLS when it is given a ``TLSIdentity``. It serves until ``stop(within:)``, which must be called before it is let go.
package final class HTTPServer: @unchecked Sendable {
    // @unchecked: everything is immutable after init; `stop` hands `running` out once, under its mutex.
    private let state: HTTPServerState
    private let socket: ListeningSocket
    private let stopPatience: Duration
    private let running: Mutex<Bool>
    private let events: EventThread

    /// The real TCP port, also when any was asked for; 0 for a unix socket.
    package var port: UInt16 {
        socket.port
    }

    /// What the server has seen so far.
    package var counters: HTTPServerCounters {
        state.counters
    }

    /// Starts listening and serving; clients can connect when it returns.
    ///
    /// - Parameters:
    ///   - options: Where it listens, and its limits.
    ///   - admission: Looks at each request before its body is received; nil lets all in.
    ///   - handler: Answers whole requests.
    /// - Throws: ``HTTPServiceError`` when the endpoint cannot be listened on or the system refuses a thread.
    package init(
        options: HTTPServerOptions,
        admission: HTTPAdmission? = nil,
        handler: @escaping HTTPHandler
    ) throws(HTTPServiceError) {
        let state = try HTTPServerState(options: options, admission: admission, handler: handler)
        let socket = try Self.listen(options)
        var setup = ehs_setup()
        setup.listen_fd = socket.descriptor
        setup.connections = max(1, options.maximumConnections)
        setup.uses_tls = options.tls == nil ? 0 : 1
        setup.idle_seconds = options.idleTimeoutSeconds
        setup.header_memory_bytes = max(4096, options.headerMemoryBytes)
        setup.context = Unmanaged.passUnretained(state).toOpaque()
        setup.access = ServerCallbacks.access
        setup.completed = ServerCallbacks.completed
        setup.connection = ServerCallbacks.connection
        setup.accept = ServerCallbacks.accept
        setup.request_line = ServerCallbacks.requestLine
        do throws(HTTPServiceError) {
            guard let daemon = ehs_start(&setup) else {
                throw HTTPServiceError(
                    code: .refusedBySystem,
                    action: "starting the HTTP server",
                    message: "libmicrohttpd did not start",
                    remedy: "raise the limit of open files"
                )
            }
            events = try EventThread(state, running: daemon)
        } catch {
            socket.refuseNewConnections()
            socket.close()
            throw error
        }
        self.state = state
        stopPatience = options.stopPatience
        self.socket = socket
        running = Mutex(true)
    }

    /// Listens, and names place and setting where that fails: "the socket" is not what an operator can look for.
    private static func listen(_ options: HTTPServerOptions) throws(HTTPServiceError) -> ListeningSocket {
        do throws(HTTPServiceError) {
            return try ListeningSocket(options.endpoint, backlog: options.listenBacklog)
        } catch {
            guard error.code != .invalidAddress else { throw error }
            let place =
                switch options.endpoint {
                case .tcp(let address, let port): "port \(port) of \(address ?? "all addresses")"
                case .unix(let path): path
                }
            let setting = options.settingName
            throw HTTPServiceError(
                code: error.code,
                action: "listening on \(place)" + (setting.isEmpty ? "" : " (\(setting))"),
                message: error.message,
                remedy: error.code == .addressInUse
                    ? "stop what listens there, or choose another"
                        + (setting.isEmpty ? "" : " with --set \(setting)=...")
                    : error.remedy
            )
        }
    }

    deinit {
        precondition(!running.withLock { $0 }, "an HTTP server is stopped before it is let go")
    }

    /// Stops: no new connections, whole requests are finished within the budget, the rest is answered 503.
    ///
    /// For what clients have to do, send the rest of a request or take its answer, they have
    /// ``HTTPServerOptions/stopPatience`` at most; then they are cut. Blocks; a second call does nothing.
    package func stop(within budget: Duration) {
        let wasRunning = running.withLock { isRunning in
            let was = isRunning
            isRunning = false
            return was
        }
        guard wasRunning else {
            return
        }
        state.isDraining.store(true, ordering: .sequentiallyConsistent)
        events.quiesce()
        socket.refuseNewConnections()
        let began = MonotonicTime.now()
        let end = began &+ budget.nanoseconds
        while state.inFlight.load(ordering: .sequentiallyConsistent) > 0, MonotonicTime.now() < end {
            let isForUs = state.suspended.load(ordering: .sequentiallyConsistent) > 0
            guard isForUs || MonotonicTime.now() < began &+ stopPatience.nanoseconds else { break }
            pause()
        }
        // From here a request that still comes is answered 503, so the number of suspended ones can only fall.
        state.isClosed.store(true, ordering: .sequentiallyConsistent)
        while state.suspended.load(ordering: .sequentiallyConsistent) > 0 {
            for connection in state.connections.withLock({ Array($0.values) }) {
                connection.abandon()
            }
            pause()
        }
        // The 503s were just queued; a moment for the event thread to send them.
        let lastMoment = MonotonicTime.now() &+ 200_000_000
        while state.inFlight.load(ordering: .sequentiallyConsistent) > 0, MonotonicTime.now() < lastMoment {
            pause()
        }
        events.stop()
        socket.close()
    }

    private func pause() {
        usleep(1000)
    }
}
