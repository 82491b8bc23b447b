import EventModel
package import LogPort

/// The topics of the contract as settings for an engine.
package enum PipelineTopics {
    /// Creates the topics that a log lacks.
    ///
    /// - Parameters:
    ///   - log: The log.
    ///   - partitions: Partitions of the alerts when the log has none yet; else it keeps what it has.
    /// - Throws: ``LogError``, also when a topic is there with another number of partitions.
    package static func create(in log: any LogReading & LogKeeping, partitions: Int32) throws(LogError) {
        let existing = try log.topics().first { $0.name == Topics.alerts.name }
        try log.create(settings(partitions: existing?.partitions ?? partitions))
    }

    /// Returns every topic, co-partitioned ones with as many partitions as the alerts.
    ///
    /// - Parameter partitions: Partitions of `eyrie.alerts.v1`, at least 1; never changes for a log that exists.
    /// - Returns: Settings, by name.
    package static func settings(partitions: Int32) -> [TopicSettings] {
        Topics.all.map { topic in
            TopicSettings(
                name: topic.name,
                partitions: Int32(topic.partitionCount(alerts: Int(partitions))),
                cleanup: topic.cleanup == .compact ? .compact : .delete,
                retentionMilliseconds: topic.retentionMilliseconds < 0 ? nil : topic.retentionMilliseconds
            )
        }
    }
}
