package import Lifecycle
import Synchronization

/// The threads of a service, stopped together.
package final class WorkerSet: Sendable {
    private let threads = Mutex<[WorkerThread]>([])

    package init() {}

    package func add(_ thread: WorkerThread) {
        threads.withLock { $0.append(thread) }
    }

    /// Asks every thread to stop, then waits for each.
    ///
    /// - Parameter budget: The longest wait for all of them together.
    package func stop(within budget: Duration) {
        let running = threads.withLock { $0 }
        for thread in running {
            thread.requestStop()
        }
        let clock = ContinuousClock()
        let deadline = clock.now + budget
        for thread in running {
            thread.join(within: max(.zero, clock.now.duration(to: deadline)))
        }
    }
}
