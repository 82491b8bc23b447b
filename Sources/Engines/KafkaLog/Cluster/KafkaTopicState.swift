/// A topic as the cluster has it, for those who compare it with what it should be.
package struct KafkaTopicState: Sendable, Equatable {
    /// A property in force.
    package struct Entry: Sendable, Equatable {
        /// The value as brokers apply it.
        package let value: String
        /// Set on the topic itself; otherwise it is the brokers' default.
        package let isOwn: Bool
    }

    /// The name in the cluster, prefix included.
    package let name: String
    /// How many partitions it has.
    package let partitions: Int
    /// Copies of the partition that has the fewest.
    package let replication: Int
    /// Properties by name, defaults included; those whose values brokers hide are left out.
    package let entries: [String: Entry]
}
