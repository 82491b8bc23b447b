/// A topic as its file in the folder `Topics` describes it.
package struct CatalogTopic: Sendable, Equatable {
    /// How many partitions a topic has.
    package enum Partitions: Sendable, Equatable {
        /// As many as the alerts: a stage writes to the partition number that it reads.
        case asAlerts
        /// A fixed number, at least 1.
        case count(Int)
    }

    /// The name without any prefix, such as `eyrie.alerts.v1`.
    package let name: String
    /// What its values are, such as `AlertEnvelope`.
    package let payload: String
    /// The schema's path within the folder; nil for values that are a stage's own.
    package let schema: String?
    /// What its keys are, in words.
    package let key: String
    /// How many partitions it has.
    package let partitions: Partitions
    /// Copies of each partition, at least 1.
    package let replication: Int
    /// Properties in the order of the file.
    package let settings: [TopicSetting]
    /// Who writes it, in words.
    package let writers: String
    /// Who reads it, in words.
    package let readers: String
    /// Whose topic it is.
    package let owner: String

    /// Whether brokers keep the last record of each key alone.
    var isCompacted: Bool {
        settings.contains { $0.name == "cleanup.policy" && $0.value.contains("compact") }
    }

    /// Returns the number of partitions when the alerts have that many.
    func partitionCount(alerts: Int) -> Int {
        switch partitions {
        case .asAlerts: alerts
        case .count(let count): count
        }
    }
}

/// One property of a topic, such as `retention.ms`, with its value.
package struct TopicSetting: Sendable, Equatable {
    /// Kafka's name of the property.
    package let name: String
    /// The value as Kafka takes it.
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
