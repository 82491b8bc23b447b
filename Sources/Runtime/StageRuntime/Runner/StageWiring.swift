package import PartKit

/// The topics of a stage, from its node of the topology, for runner, replay and ledger.
package struct StageWiring: Sendable, Equatable {
    /// The stage in the graph of parts.
    package let node: TopologyNode
    package let name: String
    package let input: String
    package let output: String
    package let changelog: String
    package let deadLetters: String
    /// Partitions of the dead-letter topic, at least 1.
    package let deadLetterPartitions: Int32
    /// The stage's consumer group.
    package let group: String

    /// Takes a stage's topics from its node.
    ///
    /// - Parameters:
    ///   - node: A node of kind stage, which has a group, a changelog and a topic of dead letters.
    ///   - deadLetterPartitions: Partitions of the topic of dead letters, at least 1.
    package init(_ node: TopologyNode, deadLetterPartitions: Int32 = 1) {
        guard node.kind == .stage, let changelog = node.changelog, let deadLetters = node.deadLetters,
            let group = node.group
        else { preconditionFailure("\(node.name) is not a stage") }
        self.node = node
        name = node.name
        input = node.inputs[0]
        output = node.outputs[0]
        self.changelog = changelog
        self.deadLetters = deadLetters
        self.deadLetterPartitions = deadLetterPartitions
        self.group = group
    }

    /// Describes a stage that stands alone.
    package init(
        name: String,
        input: String,
        output: String,
        changelog: String,
        deadLetters: String,
        deadLetterPartitions: Int32
    ) {
        self.init(
            .stage(name, reads: input, writes: output, changelog: changelog, deadLetters: deadLetters),
            deadLetterPartitions: deadLetterPartitions
        )
    }
}
