/// The lag of every group, and the open transactions that hold readers back, at one moment.
package struct LagReport: Sendable, Equatable {
    /// When it was measured, in milliseconds since 1970.
    package let atMilliseconds: Int64
    /// By group, topic and partition, in the order of the pipeline.
    package let partitions: [PartitionLag]
    /// Partitions with an open transaction, by name; of any topic, also those that no group reads.
    package let held: [HeldPartition]
    /// After which time an open transaction hangs, in milliseconds; nil on an engine without them.
    package let transactionTimeoutMilliseconds: Int?

    package init(
        atMilliseconds: Int64,
        partitions: [PartitionLag],
        held: [HeldPartition],
        transactionTimeoutMilliseconds: Int?
    ) {
        self.atMilliseconds = atMilliseconds
        self.partitions = partitions
        self.held = held
        self.transactionTimeoutMilliseconds = transactionTimeoutMilliseconds
    }

    package var hanging: [HeldPartition] {
        held.filter(\.isHanging)
    }
}
