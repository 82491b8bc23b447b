package import StageKit

/// A stage whatever its types: what a runner and a replay need of it.
package protocol StageBinding: Sendable {
    /// Where it reads and writes.
    var wiring: StageWiring { get }

    /// Makes a processor of one partition with empty state.
    func makeProcessor(partition: Int32, contents: any ContentSource) -> any PartitionProcessing
}

/// A stage with everything that running it takes: code, topics, limits.
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
