package import Lifecycle
import Replay
package import StageKit
package import StageRuntime
import Telemetry

/// One stage of the pipeline with everything that running it takes: code, topics, limits.
package struct StageDefinition<S: Stage>: Sendable {
    package let stage: S
    package let wiring: StageWiring
    package let limits: StateLimits

    package init(stage: S, wiring: StageWiring, limits: StateLimits) {
        self.stage = stage
        self.wiring = wiring
        self.limits = limits
    }
}

extension StageDefinition: PipelineStage {
    package func makeProcessor(partition: Int32, contents: any ContentSource) -> any PartitionProcessing {
        PartitionProcessor(stage: stage, wiring: wiring, partition: partition, limits: limits, contents: contents)
    }

    package func makeService(in surroundings: StageSurroundings, threads: Int) -> any Service {
        let meter = surroundings.meters.meter(of: wiring.name)
        return StageService(name: wiring.name, threads: threads, surroundings: surroundings) {
            log,
            member,
            stop,
            ready in
            let runner = StageRunner(
                stage: stage,
                wiring: wiring,
                limits: limits,
                commits: surroundings.commits,
                contents: surroundings.contents,
                log: log,
                member: member,
                logger: surroundings.logger.with(["stage.name": .string(wiring.name)]),
                meter: meter
            )
            try runner.run(until: stop, ready: ready)
        }
    }
}
