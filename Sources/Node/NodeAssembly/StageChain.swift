import Lifecycle
import LogPort
import StageRuntime
import Telemetry

/// Consecutive stages of one process on a log that runs chains: one service for all of them.
///
/// A record goes through all stages as values, and one commit keeps what each of them would have written alone. So an
/// alert is decoded once, and a handful of alerts costs one transaction in the place of one for each stage.
struct StageChain {
    /// The service's name, and the beginning of its members' names.
    static let name = "stages"

    private let stages: [any PipelineStage]
    private let log: any LogReading & LogChaining

    /// Makes a chain of what a process runs; nil on a log that runs no chains, or for stages that do not follow each other.
    ///
    /// - Parameters:
    ///   - stages: What the process runs, in the order of the data.
    ///   - log: Where.
    init?(_ stages: [any PipelineStage], on log: any LogReading & LogJoining) {
        guard let log = log as? any LogReading & LogChaining, stages.count > 1 else { return nil }
        for (earlier, later) in zip(stages, stages.dropFirst()) where earlier.wiring.output != later.wiring.input {
            return nil
        }
        self.stages = stages
        self.log = log
    }

    /// Makes the service that runs the chain.
    ///
    /// - Parameters:
    ///   - surroundings: Contents, logger and metrics.
    ///   - threads: Members of the chain in this process, at least 1.
    /// - Returns: The service, not started.
    func makeService(in surroundings: StageSurroundings, threads: Int) -> any Service {
        let meters = stages.map { surroundings.meters.meter(of: $0.wiring.name) }
        let (stages, log) = (stages, log)
        return StageService(name: Self.name, threads: threads, surroundings: surroundings) {
            heartbeat,
            member,
            stop,
            ready in
            let runner = StageRunner(
                chain: stages,
                commits: surroundings.commits,
                contents: surroundings.contents,
                log: heartbeat.watching(log),
                member: member,
                logger: surroundings.logger,
                meters: meters
            )
            try runner.run(until: stop, ready: ready)
        }
    }
}
