import EventModel
package import LogPort

/// The topics of a spool, which no other program sees.
package enum SpoolTopics {
    /// All records in the order of arrival, for any topic of the log: the first header of each contains its topic.
    ///
    /// One partition, so that a prefix of it is a state of the bridge: records with the counters that count them.
    package static let records = TopicPartition("eyrie.spool.v1", 0)

    /// Doors' counters and positions as of the last group, and the spool's identity.
    package static let changelog = TopicPartition(Topics.bridgeChangelog.name, 0)

    /// Both as settings for an engine; what was forwarded is removed by the forwarder, not by age.
    package static let settings = [
        TopicSettings(name: records.topic, partitions: 1, cleanup: .delete),
        TopicSettings(name: changelog.topic, partitions: 1, cleanup: .compact),
    ]

    /// The header with the topic of a record.
    package static let destination: StaticString = "eyrie-topic"
}
