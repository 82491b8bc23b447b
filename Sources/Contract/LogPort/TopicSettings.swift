/// The settings of a topic for an engine: name, partitions and retention.
package struct TopicSettings: Equatable, Sendable {
    /// What an engine may remove from a topic.
    ///
    /// Source: Kafka's `cleanup.policy`.
    package enum Cleanup: String, Sendable {
        /// Whole batches, by age and by size.
        case delete
        /// Every record that a later record of the same key supersedes; the last record of a key stays.
        case compact
    }

    package let name: String
    /// Number of partitions, at least 1; never changes in place.
    package let partitions: Int32
    package let cleanup: Cleanup
    /// Age in milliseconds after which a batch may be removed; nil keeps forever.
    ///
    /// Used with ``Cleanup/delete`` only.
    package let retentionMilliseconds: Int64?
    /// Stored bytes of one partition above which its oldest batches may be removed; nil has no limit.
    package let retentionBytes: Int64?

    package init(
        name: String,
        partitions: Int32,
        cleanup: Cleanup,
        retentionMilliseconds: Int64? = nil,
        retentionBytes: Int64? = nil
    ) {
        precondition(partitions >= 1, "a topic has at least one partition")
        self.name = name
        self.partitions = partitions
        self.cleanup = cleanup
        self.retentionMilliseconds = retentionMilliseconds
        self.retentionBytes = retentionBytes
    }
}
