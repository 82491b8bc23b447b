package import StageKit

/// A stage without its types, for a runner and a replay.
package protocol StageBinding: Sendable {
    /// Its topics.
    var wiring: StageWiring { get }

    /// Makes a processor of one partition with empty state.
    func makeProcessor(partition: Int32, contents: any ContentSource) -> any PartitionProcessing
}

/// A stage with everything needed to run it: code, topics, limits.
package struct BoundStage<S: Stage>: StageBinding {
    package let stage: S
    package let wiring: StageWiring
    package let limits: StateLimits

    package init(stage: S, wiring: StageWiring, limits: StateLimits) {
        self.stage = stage
        self.wiring = wiring
        self.limits = limits
    }

    package func makeProcessor(partition: Int32, contents: any ContentSource) -> any PartitionProcessing {
        PartitionProcessor(stage: stage, wiring: wiring, partition: partition, limits: limits, contents: contents)
    }
}
