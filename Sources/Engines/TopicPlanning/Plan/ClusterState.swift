/// What a plan has to know of a cluster.
package struct ClusterState: Sendable, Equatable {
    /// How many brokers it has.
    package let brokers: Int
    /// Those of the folder's topics that it has.
    package let topics: [ClusterTopic]
    /// Names of all its topics that may be Eyrie's.
    package let names: [String]

    package init(brokers: Int, topics: [ClusterTopic], names: [String] = []) {
        self.brokers = brokers
        self.topics = topics
        self.names = names
    }
}
