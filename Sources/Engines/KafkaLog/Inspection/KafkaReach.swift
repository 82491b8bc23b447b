/// What a cluster says of itself when it is reached.
package struct KafkaReach: Sendable, Equatable {
    package struct Broker: Sendable, Equatable {
        package let id: Int32
        /// `host:port` as the broker advertises it to clients.
        package let address: String
    }

    package let brokers: [Broker]
    /// In-sync copies of each topic's worst partition, by the topic's name in the cluster.
    package let inSync: [String: Int]
}
