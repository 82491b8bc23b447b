import Synchronization

/// The thread of a service: made when the service starts, asked to end and waited for when it stops.
package final class ServiceThread: Sendable {
    /// The thread's name; the system shows its first 15 bytes.
    package let name: String
    private let worker = Mutex<WorkerThread?>(nil)

    /// Prepares it; there is no thread before the start.
    package init(name: String) {
        self.name = name
    }

    /// Starts the thread of a service; once only.
    ///
    /// - Parameters:
    ///   - handle: Gets the error that the body throws.
    ///   - body: The work.
    /// - Throws: ``LifecycleError`` when the system has no room for another thread.
    package func start(reportingTo handle: ServiceHandle, body: @escaping WorkerThread.Body) throws(LifecycleError) {
        try start(WorkerThread(name: name, reportingTo: handle, body: body))
    }

    /// Starts a thread whose body cannot fail; once only.
    ///
    /// - Throws: ``LifecycleError`` when the system has no room for another thread.
    package func start(body: @escaping @Sendable (StopFlag) -> Void) throws(LifecycleError) {
        try start(WorkerThread(name: name, body: body))
    }

    /// Whether it was started.
    package var isStarted: Bool {
        worker.withLock { $0 != nil }
    }

    /// Asks the body to end and waits for that; nothing is to be done when it was never started.
    ///
    /// - Parameter budget: The longest wait; nil waits without limit.
    /// - Returns: Whether it has ended.
    @discardableResult
    package func stop(within budget: Duration? = nil) -> Bool {
        guard let worker = worker.withLock({ $0 }) else { return true }
        worker.requestStop()
        return worker.join(within: budget)
    }

    private func start(_ thread: WorkerThread) throws(LifecycleError) {
        // A start that failed may be tried again.
        try thread.start()
        worker.withLock { worker in
            precondition(worker == nil, "\(name) was started before")
            worker = thread
        }
    }
}
