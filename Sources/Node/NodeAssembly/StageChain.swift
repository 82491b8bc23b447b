import EventModel
import Lifecycle
import LogPort
import StageRuntime
import Telemetry

/// Consecutive stages of one process on a log that runs chains: one service for all.
///
/// A record goes through all stages as values, and one commit stores the outputs of all of them. So an alert is decoded
/// once, and a handful of alerts costs one transaction instead of one for each stage.
struct StageChain {
    /// The service's name, and the beginning of its members' names: of the chain behind the alerts `stages`, of another
    /// one with the name of its first stage.
    private let name: String
    private let stages: [any PipelineStage]
    private let log: any LogReading & LogChaining

    /// Makes a chain of stages; nil on a log without chains, and of a single stage.
    ///
    /// - Parameters:
    ///   - stages: Consecutive stages of the process, as `Topology.chains(of:)` finds them.
    ///   - log: The log.
    init?(_ stages: [any PipelineStage], on log: any LogReading & LogJoining) {
        guard let log = log as? any LogReading & LogChaining, stages.count > 1 else { return nil }
        name = stages[0].wiring.input == Topics.alerts.name ? "stages" : "stages.\(stages[0].wiring.name)"
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
        return StageService(name: name, threads: threads, surroundings: surroundings) {
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
