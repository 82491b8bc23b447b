/// The contract of a topic; `Topics/<name>.yaml` says the same.
package struct TopicDescription: Sendable, Equatable {
    /// How many partitions a topic has.
    package enum Partitions: Sendable, Equatable {
        /// As many as the alerts have; a stage writes to the number that it reads.
        case asAlerts
        /// One.
        case one
    }

    /// The records that may be removed.
    package enum Cleanup: String, Sendable {
        /// Records older than the retention.
        case delete
        /// Records that another one with the same key follows.
        case compact
    }

    /// The topic's name.
    package let name: String
    /// How many partitions it has.
    package let partitions: Partitions
    /// The records that may be removed.
    package let cleanup: Cleanup
    /// How long records are kept in milliseconds, -1 forever.
    package let retentionMilliseconds: Int64

    init(_ name: String, _ partitions: Partitions, _ cleanup: Cleanup, retentionDays: Int64?) {
        self.name = name
        self.partitions = partitions
        self.cleanup = cleanup
        retentionMilliseconds = retentionDays.map { $0 * 86_400_000 } ?? -1
    }

    /// Returns the number of partitions when the alerts have that many.
    package func partitionCount(alerts: Int) -> Int {
        switch partitions {
        case .asAlerts: alerts
        case .one: 1
        }
    }
}
