package import LogPort
package import StageRuntime

/// A reader of a topic whose position is known: a stage's group, or the vault.
package struct LagGroup: Sendable, Equatable {
    package let name: String
    package let topic: String
    /// The position by partition where the group keeps it itself; nil asks the log for what the group has committed.
    package let positions: [TopicPartition: Int64]?

    package init(name: String, topic: String, positions: [TopicPartition: Int64]? = nil) {
        self.name = name
        self.topic = topic
        self.positions = positions
    }

    /// The groups of stages.
    package static func stages(_ wirings: [StageWiring]) -> [LagGroup] {
        wirings.map { LagGroup(name: $0.group, topic: $0.input) }
    }

    /// The group whose positions stand in a vault.
    package static func vault(_ positions: [TopicPartition: Int64], topic: String) -> LagGroup {
        LagGroup(name: "vault", topic: topic, positions: positions)
    }
}
