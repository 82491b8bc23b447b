/// The changes that make a cluster agree with the folder of topics, and the refusals.
package struct TopicPlan: Sendable, Equatable {
    /// The plan for one topic.
    package struct Item: Sendable, Equatable {
        /// The name in the cluster, prefix included.
        package let name: String
        /// What `apply` does, in this order.
        package var changes: [TopicChange] = []
        /// Why the cluster cannot be made to agree; nothing is applied while there is a refusal.
        package var refusals: [String] = []
        /// Differences that have to be changed with other tools.
        package var beyond: [String] = []
        /// Notes for people.
        package var notes: [String] = []

        init(_ name: String) {
            self.name = name
        }
    }

    /// The topics of the folder, by name.
    package let items: [Item]
    /// Topics of the cluster with Eyrie's names that the folder does not have; left alone.
    package let strangers: [String]
    /// Partitions of the alerts and of every topic with as many.
    package let alertPartitions: Int

    /// Whether `apply` would do something.
    package var hasChanges: Bool {
        items.contains { !$0.changes.isEmpty }
    }

    /// Whether something is refused.
    package var isRefused: Bool {
        items.contains { !$0.refusals.isEmpty }
    }

    /// 0 when the cluster agrees, 1 when something is refused, 2 when there is a difference.
    ///
    /// Source of 2: `terraform plan -detailed-exitcode`, `diff` of many tools that continuous integration calls.
    package var exitCode: Int32 {
        if isRefused {
            return 1
        }
        return items.allSatisfy { $0.changes.isEmpty && $0.beyond.isEmpty } ? 0 : 2
    }
}

/// One thing to do so that a topic agrees with the folder; nothing here removes anything.
package enum TopicChange: Sendable, Equatable {
    /// Make the topic.
    case create(partitions: Int, replication: Int, settings: [TopicSetting])
    /// Give it more partitions.
    case grow(from: Int, to: Int)
    /// Set one property; `from` is the value in force.
    case set(name: String, from: String?, to: String)
}
