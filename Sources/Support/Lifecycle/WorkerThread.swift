import Glibc
import Synchronization

/// A thread with a name, a request to stop, and an end that can be waited for.
///
/// Blocking calls belong on such a thread, never on Swift's cooperative pool. The thread keeps itself alive until its
/// body returns; nothing interrupts a body that does not look at its stop flag.
package final class WorkerThread: Sendable {
    /// The work; it ends soon after the flag is set.
    package typealias Body = @Sendable (StopFlag) throws -> Void

    /// What waits for its thread: the pointer handed to `pthread_create` holds it.
    private final class Start: Sendable {
        let thread: WorkerThread

        init(_ thread: WorkerThread) {
            self.thread = thread
        }
    }

    private enum State {
        case idle
        case running(pthread_t)
        case joined
    }

    /// The thread's name; the system shows its first 15 bytes.
    package let name: String
    /// The request to stop.
    package let stopFlag = StopFlag()
    private let finished = StopFlag()
    private let onFailure: @Sendable (any Error) -> Void
    private let body: Body
    private let state = Mutex(State.idle)

    /// Prepares a thread whose body cannot fail, without starting it.
    package init(name: String, body: @escaping @Sendable (StopFlag) -> Void) {
        self.name = name
        self.body = body
        onFailure = { _ in }
    }

    /// Prepares a thread of a service, without starting it.
    ///
    /// - Parameters:
    ///   - name: The thread's name.
    ///   - handle: Gets the error that the body throws.
    ///   - body: The work.
    package init(name: String, reportingTo handle: ServiceHandle, body: @escaping Body) {
        self.name = name
        self.body = body
        onFailure = { handle.fail($0) }
    }

    /// Starts the thread; once only.
    ///
    /// - Throws: ``LifecycleError`` when the system has no room for another thread.
    package func start() throws(LifecycleError) {
        let failure: Int32 = state.withLock { state in
            guard case .idle = state else { preconditionFailure("\(name) was started before") }
            var handle = pthread_t()
            let start = Unmanaged.passRetained(Start(self))
            let result = pthread_create(&handle, nil, { WorkerThread.main($0) }, start.toOpaque())
            if result == 0 { state = .running(handle) } else { start.release() }
            return result
        }
        guard failure == 0 else {
            throw LifecycleError(
                code: .threadRefused,
                action: "starting thread \(name)",
                message: String(cString: strerror(failure)),
                remedy: "raise the limit of threads or lower the number of workers"
            )
        }
    }

    /// Asks the body to end and returns at once.
    package func requestStop() {
        stopFlag.set()
    }

    /// Whether the body has returned.
    package var isFinished: Bool { finished.isSet }

    /// Waits for the end of the body.
    ///
    /// - Parameter duration: The longest wait; nil waits without limit.
    /// - Returns: Whether the thread has ended; true also for one that was never started.
    @discardableResult
    package func join(within duration: Duration? = nil) -> Bool {
        if state.withLock({ if case .idle = $0 { true } else { false } }) { return true }
        guard finished.wait(for: duration) else { return false }
        state.withLock { state in
            guard case .running(let handle) = state else { return }
            pthread_join(handle, nil)
            state = .joined
        }
        return true
    }

    /// Sends a signal to this thread alone; nothing happens when it is not running.
    func deliver(_ signal: Int32) {
        state.withLock { state in
            guard case .running(let handle) = state else { return }
            pthread_kill(handle, signal)
        }
    }

    deinit {
        // No one waits for the thread any more: let the system clean it up.
        state.withLock { state in
            guard case .running(let handle) = state else { return }
            pthread_detach(handle)
        }
    }

    private func run() {
        setName()
        do {
            try body(stopFlag)
        } catch {
            onFailure(error)
        }
        finished.set()
    }

    /// Tells the system the thread's name, for `top -H` and debuggers; without procfs it has none.
    ///
    /// Source: proc(5), `/proc/pid/task/tid/comm`: at most 15 bytes.
    private func setName() {
        let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        _ = Array(name.utf8.prefix(15)).withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        close(file)
    }

    private static func main(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let argument else { preconditionFailure("pthread_create passes what it was given") }
        Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().thread.run()
        return nil
    }
}
