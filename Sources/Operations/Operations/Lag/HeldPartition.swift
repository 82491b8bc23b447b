package import LogPort

/// A partition whose readers wait before a transaction that is still open.
package struct HeldPartition: Sendable, Equatable {
    package let partition: TopicPartition
    package let ends: PartitionEnds
    /// For how long the last stable offset was seen where it is, in milliseconds.
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
