import CHTTPService
import Glibc
import Synchronization

/// The one thread that runs the daemon, resumes answered connections, and cuts those over their deadline.
///
/// libmicrohttpd's own thread would only run the daemon: resuming from another thread costs a system call and
/// contention for its lock for each connection, and it knows no deadlines, only idle time.
final class EventThread: @unchecked Sendable {
    // @unchecked: what changes after init belongs to the thread itself, or is atomic; `stop` is called once.
    private let state: HTTPServerState
    private let daemon: OpaquePointer
    private let epoll: Int32
    private let sweepMilliseconds: UInt64
    private let wantsQuiet = Atomic<Bool>(false)
    private let isQuiet = Atomic<Bool>(false)
    private let wantsEnd = Atomic<Bool>(false)
    private var nextSweep: UInt64 = 0
    private var isCrowded = false
    private var room: [HTTPConnection] = []
    private var thread = pthread_t()

    /// Starts the thread; it owns the daemon from then on.
    ///
    /// - Throws: ``HTTPServiceError`` when the system has no thread; the daemon is stopped.
    init(_ state: HTTPServerState, running daemon: OpaquePointer) throws(HTTPServiceError) {
        self.state = state
        self.daemon = daemon
        epoll = ehs_epoll_fd(daemon)
        precondition(epoll >= 0, "a daemon that was started for epoll has its descriptor")
        // Four looks a deadline, 10 to 1000 ms apart.
        let shortest = min(state.headerNanoseconds, state.bodyNanoseconds)
        sweepMilliseconds = max(10, min(1000, shortest / 4_000_000))
        let context = Unmanaged.passRetained(self)
        let code = pthread_create(
            &thread,
            nil,
            { context in
                guard let context else {
                    return nil
                }
                Unmanaged<EventThread>.fromOpaque(context).takeRetainedValue().run()
                return nil
            },
            context.toOpaque()
        )
        guard code == 0 else {
            MHD_stop_daemon(daemon)
            context.release()
            throw HTTPServiceError(
                code: .refusedBySystem,
                action: "starting the HTTP event thread",
                message: String(cString: strerror(code)),
                remedy: "raise the limits of threads and open files"
            )
        }
    }

    /// Has the daemon accept nothing more; returns once it does not.
    func quiesce() {
        wantsQuiet.store(true, ordering: .sequentiallyConsistent)
        state.wake()
        while !isQuiet.load(ordering: .sequentiallyConsistent) {
            usleep(200)
        }
    }

    /// Stops daemon and thread; no connection may be suspended.
    func stop() {
        wantsEnd.store(true, ordering: .sequentiallyConsistent)
        state.wake()
        pthread_join(thread, nil)
    }

    private func run() {
        var pollers = [
            pollfd(fd: epoll, events: Int16(POLLIN), revents: 0),
            pollfd(fd: state.wakeDescriptor, events: Int16(POLLIN), revents: 0),
        ]
        while !wantsEnd.load(ordering: .relaxed) {
            // A cut connection is released in the next turn, and only the turn after that accepts another.
            poll(&pollers, 2, ehs_timeout(daemon, isCrowded ? 10 : Int32(sweepMilliseconds)))
            if pollers[1].revents != 0 {
                // Emptied before the list: a later addition wakes this thread again.
                var count: UInt64 = 0
                read(state.wakeDescriptor, &count, 8)
                state.resumeAnswered(using: &room)
                quiesceIfWanted()
            }
            MHD_run(daemon)
            state.onTurnEnd?()
            sweepIfDue()
        }
        MHD_stop_daemon(daemon)
    }

    private func quiesceIfWanted() {
        guard wantsQuiet.load(ordering: .relaxed), !isQuiet.load(ordering: .relaxed) else {
            return
        }
        MHD_quiesce_daemon(daemon)
        isQuiet.store(true, ordering: .sequentiallyConsistent)
    }

    private func sweepIfDue() {
        let now = MonotonicTime.now()
        guard now >= nextSweep else {
            return
        }
        nextSweep = now &+ sweepMilliseconds * 1_000_000
        var all: [HTTPConnection] = []
        state.connections.withLock { connections in
            for connection in connections.values {
                let deadline = connection.deadline.load(ordering: .relaxed)
                if deadline != 0, deadline < now {
                    state.cut(connection, as: .slowClient)
                }
            }
            isCrowded = connections.count >= state.maximumConnections
            if isCrowded {
                all = Array(connections.values)
            }
        }
        if isCrowded {
            for connection in Crowd.leaving(all, at: now) {
                state.cut(connection, as: .crowdedOut)
            }
        }
    }
}
