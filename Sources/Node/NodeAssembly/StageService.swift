package import Lifecycle
import StageRuntime
import Telemetry

/// Runs the workers of one stage, one thread each.
///
/// A worker that cannot go on ends the process: deciding nothing is better than deciding wrongly, and the next start
/// goes on from the committed offsets. Where the process owns its log a missing model ends nothing: the stage waits for it
/// while the doors keep what comes, and the process is not ready.
package final class StageService: Service {
    /// A worker's loop: its pulse, the member's name, the request to stop, and what to call when its state is restored.
    package typealias Work =
        @Sendable (_ heartbeat: Heartbeat, _ member: String, _ stop: StopFlag, _ ready: () -> Void) throws -> Void

    package let name: String
    private let threads: Int
    private let surroundings: StageSurroundings
    private let work: Work
    private let workers = WorkerSet()

    /// Prepares a stage's workers.
    ///
    /// - Parameters:
    ///   - name: The stage's name.
    ///   - threads: How many workers, at least 1.
    ///   - surroundings: The log, the members' name and their health.
    ///   - work: A worker's loop.
    package init(name: String, threads: Int, surroundings: StageSurroundings, work: @escaping Work) {
        precondition(threads >= 1, "a stage has at least one worker")
        self.name = name
        self.threads = threads
        self.surroundings = surroundings
        self.work = work
        for number in 0..<threads {
            surroundings.health.expect(part(number))
        }
    }

    package func start(_ handle: ServiceHandle) throws {
        let logger = surroundings.logger
        let health = surroundings.health
        let staysOpen = surroundings.joinsInTurn
        for number in 0..<threads {
            let settled = StopFlag()
            let work = work
            let part = part(number)
            let member = "\(surroundings.memberName ?? name)-\(number)"
            let heartbeat = health.watch(part)
            let thread = WorkerThread(name: part, reportingTo: handle) { stop in
                defer {
                    settled.set()
                    heartbeat.rest()
                }
                while !stop.isSet {
                    do {
                        return try work(heartbeat, member, stop) {
                            health.markReady(part)
                            settled.set()
                            logger.info(
                                "a worker is ready",
                                ["worker": .string(part), "worker.member": .string(member)]
                            )
                        }
                    } catch StageFault.missingContent(let digest, let stage) where staysOpen {
                        // What came from outside is kept meanwhile: the doors are this process's, too.
                        health.expect(part)
                        settled.set()
                        heartbeat.rest()
                        logger.error(
                            "a stage waits for a model that the log does not hold; doors stay open",
                            ["stage.name": .string(stage), "model": .string("\(digest)")]
                        )
                        stop.wait(for: Self.contentPause)
                    }
                }
            }
            try thread.start()
            workers.add(thread)
            if surroundings.joinsInTurn, number == 0 {
                settled.wait()
            }
        }
    }

    package func stop(within budget: Duration) {
        workers.stop(within: budget)
    }

    /// Pause before a stage looks for a missing model again.
    private static var contentPause: Duration {
        .seconds(10)
    }

    private func part(_ number: Int) -> String {
        "\(name)-\(number)"
    }
}
