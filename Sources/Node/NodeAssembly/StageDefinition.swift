package import Lifecycle
package import PartKit
package import StageKit
package import StageRuntime
import Telemetry

/// One stage of the pipeline with everything needed to run it: code, topics, limits.
package typealias StageDefinition = BoundStage

extension BoundStage {
    /// Describes a stage by its node of the topology.
    package init(stage: S, node: TopologyNode, limits: StateLimits) {
        self.init(stage: stage, wiring: StageWiring(node), limits: limits)
    }
}

extension BoundStage: PipelineStage {
    package func makeService(in surroundings: StageSurroundings, threads: Int) -> any Service {
        let meter = surroundings.meters.meter(of: wiring.name)
        return StageService(name: wiring.name, threads: threads, surroundings: surroundings) {
            heartbeat,
            member,
            stop,
            ready in
            let runner = StageRunner(
                stage: self,
                commits: surroundings.commits,
                contents: surroundings.contents,
                log: heartbeat.watching(surroundings.log),
                member: member,
                logger: surroundings.logger.with(["stage.name": .string(wiring.name)]),
                meter: meter
            )
            try runner.run(until: stop, ready: ready)
        }
    }
}
