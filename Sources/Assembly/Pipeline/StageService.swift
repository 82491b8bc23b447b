package import Lifecycle
import StageRuntime
package import Telemetry

/// Runs the workers of one stage, one thread each.
///
/// It is ready when its first worker has restored the partitions; the others join after it and share them. A worker that cannot go on ends the process: deciding
/// nothing is better than deciding wrongly, and the next start goes on from the committed offsets.
package final class StageService: Service {
    /// A worker's loop: the member's name, the request to stop, and what to call when its state is restored.
    package typealias Work = @Sendable (_ member: String, _ stop: StopFlag, _ ready: () -> Void) throws -> Void

    package let name: String
    private let threads: Int
    private let logger: Logger
    private let work: Work
    private let workers: WorkerSet

    /// Prepares a stage's workers.
    ///
    /// - Parameters:
    ///   - name: The stage's name.
    ///   - threads: How many workers, at least 1.
    ///   - logger: For restarts and failures.
    ///   - work: A worker's loop.
    package init(name: String, threads: Int, logger: Logger, work: @escaping Work) {
        precondition(threads >= 1, "a stage has at least one worker")
        self.name = name
        self.threads = threads
        self.logger = logger
        self.work = work
        workers = WorkerSet()
    }

    package func start(_ handle: ServiceHandle) throws {
        for number in 0..<threads {
            let ready = StopFlag()
            let work = work
            let member = "\(name)-\(number)"
            let thread = WorkerThread(name: member, reportingTo: handle) { stop in
                defer { ready.set() }
                try work(member, stop) { ready.set() }
            }
            try thread.start()
            workers.add(thread)
            // Members join one after the other, so that each finds a settled group.
            if number == 0 {
                ready.wait()
            }
        }
    }

    package func stop(within budget: Duration) {
        workers.stop(within: budget)
    }
}
