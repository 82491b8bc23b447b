package import LogPort
package import PartKit

/// A reader of a topic whose position is known: the group of a stage or an effect, or a projection.
package struct LagGroup: Sendable, Equatable {
    package let name: String
    package let topic: String
    /// The position by partition, if the group stores it itself; nil asks the log for the group's committed offsets.
    package let positions: [TopicPartition: Int64]?

    package init(name: String, topic: String, positions: [TopicPartition: Int64]? = nil) {
        self.name = name
        self.topic = topic
        self.positions = positions
    }

    /// The groups of parts whose positions the log keeps: stages and effects; other parts are omitted.
    package static func committed(_ nodes: [TopologyNode]) -> [LagGroup] {
        nodes.compactMap { node in
            node.group.map { LagGroup(name: $0, topic: node.inputs[0]) }
        }
    }

    /// A projection, whose positions are in its store.
    package static func projection(_ node: TopologyNode, at positions: [TopicPartition: Int64]) -> LagGroup {
        LagGroup(name: node.name, topic: node.inputs[0], positions: positions)
    }
}
