import EventModel
package import StageRuntime

/// The topics of the contract as settings for an engine.
package enum PipelineTopics {
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
