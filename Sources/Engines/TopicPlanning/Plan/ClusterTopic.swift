/// A topic as a cluster has it.
package struct ClusterTopic: Sendable, Equatable {
    /// A property as brokers apply it.
    package struct Setting: Sendable, Equatable {
        /// The value in force.
        package let value: String
        /// Set on the topic itself; otherwise it is the brokers' default.
        package let isOwn: Bool

        package init(_ value: String, isOwn: Bool) {
            self.value = value
            self.isOwn = isOwn
        }
    }

    /// The name in the cluster, prefix included.
    package let name: String
    /// How many partitions it has.
    package let partitions: Int
    /// Copies of the partition that has the fewest.
    package let replication: Int
    /// Properties by name, defaults included.
    package let settings: [String: Setting]

    package init(name: String, partitions: Int, replication: Int, settings: [String: Setting]) {
        self.name = name
        self.partitions = partitions
        self.replication = replication
        self.settings = settings
    }
}

/// The state of a cluster for a plan.
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
