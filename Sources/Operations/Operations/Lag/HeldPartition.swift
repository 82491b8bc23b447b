package import LogPort

/// A partition whose readers wait for an open transaction.
package struct HeldPartition: Sendable, Equatable {
    package let partition: TopicPartition
    package let ends: PartitionEnds
    /// How long the last stable offset has not moved, in milliseconds.
    package let heldMilliseconds: Int64
    /// Longer than any transaction may last: no broker will end it.
    package let isHanging: Bool

    package init(partition: TopicPartition, ends: PartitionEnds, heldMilliseconds: Int64, isHanging: Bool) {
        self.partition = partition
        self.ends = ends
        self.heldMilliseconds = heldMilliseconds
        self.isHanging = isHanging
    }
}
