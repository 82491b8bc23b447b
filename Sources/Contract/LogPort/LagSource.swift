/// Questions about lag that ``EventLog`` lacks: without waiting for open transactions, for many partitions at once.
///
/// An engine without it has no transactions that stay open: its last stable offset is its end.
package protocol LagSource: Sendable {
    /// After which time an open transaction is aborted, in milliseconds; one that is older hangs.
    var transactionTimeoutMilliseconds: Int { get }

    /// Returns the partitions of topics; topics that are not there, or that this user may not see, are omitted.
    func partitions(of topics: [String]) throws(LogError) -> [TopicPartition]

    /// Returns the ends of partitions.
    func ends(of partitions: [TopicPartition]) throws(LogError) -> [TopicPartition: PartitionEnds]

    /// Returns what a group has committed in partitions; those without are omitted.
    ///
    /// It does not wait for the offsets of an open transaction, so that lag is visible while one hangs.
    func committedOffsets(
        group: String,
        in partitions: [TopicPartition]
    ) throws(LogError) -> [TopicPartition: Int64]
}
