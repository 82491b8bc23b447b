import CHTTPService
import Glibc
import Synchronization

/// A thread that cuts connections over their deadline: libmicrohttpd itself only knows idle time.
final class DeadlineSweeper: @unchecked Sendable {
    // @unchecked: all fields are set before the thread starts; `stop` is called once, by the owner.
    private let state: HTTPServerState
    private let intervalMilliseconds: Int32
    private let wake: Int32
    private var thread = pthread_t()

    /// Starts the thread; it looks at every connection four times a deadline, 10 to 1000 ms apart.
    init(_ state: HTTPServerState) throws(HTTPServiceError) {
        self.state = state
        intervalMilliseconds = Int32(max(10, min(1000, state.deadlineNanoseconds / 4_000_000)))
        wake = ehs_wake_descriptor()
        guard wake >= 0 else {
            throw Self.failure(errno)
        }
        let context = Unmanaged.passRetained(self)
        let code = pthread_create(
            &thread,
            nil,
            { context in
                guard let context else {
                    return nil
                }
                Unmanaged<DeadlineSweeper>.fromOpaque(context).takeRetainedValue().run()
                return nil
            },
            context.toOpaque()
        )
        guard code == 0 else {
            context.release()
            throw Self.failure(code)
        }
    }

    deinit {
        close(wake)
    }

    func stop() {
        var one: UInt64 = 1
        write(wake, &one, 8)
        pthread_join(thread, nil)
    }

    private func run() {
        var poller = pollfd(fd: wake, events: Int16(POLLIN), revents: 0)
        while true {
            let ready = poll(&poller, 1, intervalMilliseconds)
            if ready > 0 {
                return
            }
            sweep(now: MonotonicTime.now())
        }
    }

    private func sweep(now: UInt64) {
        state.connections.withLock { connections in
            for connection in connections.values {
                let deadline = connection.deadline.load(ordering: .relaxed)
                guard deadline != 0, deadline < now else {
                    continue
                }
                connection.deadline.store(0, ordering: .relaxed)
                shutdown(connection.descriptor, Int32(SHUT_RDWR))
                state.counters.slowClientsCut.add(1, ordering: .relaxed)
            }
        }
    }

    private static func failure(_ reason: Int32) -> HTTPServiceError {
        HTTPServiceError(
            code: .refusedBySystem,
            action: "starting the thread that watches deadlines",
            message: String(cString: strerror(reason)),
            remedy: "raise the limits of threads and open files"
        )
    }
}
