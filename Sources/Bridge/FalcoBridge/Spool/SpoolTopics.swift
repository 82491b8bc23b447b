import EventModel
package import LogPort

/// The topics of a spool, which no other program sees.
package enum SpoolTopics {
    /// Everything in the order of arrival, for whatever topic of the log: each record names its topic in its first header.
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

    /// The header that names the topic a record is for.
    package static let destination: StaticString = "eyrie-topic"
}
