import Cryptography
import LogPort

/// The owner's state of one partition, without reading the file.
struct PartitionState: Sendable {
    let source: TopicPartition
    let settings: TopicSettings
    /// The seed that ties the checksums of the partition's batches to its name.
    let seed: UInt64
    /// First offset that is kept; rises with retention alone.
    var start: Int64 = 0
    /// Offset of the next record.
    var next: Int64 = 0
    /// Largest timestamp so far, in milliseconds since 1970.
    var maxTime = Int64.min
    /// Bytes of all stored batches.
    var storedBytes = 0
    /// Offset up to which compaction has been.
    var clean: Int64 = 0
    /// Bytes of the stored batches below ``clean``.
    var cleanBytes = 0
    /// The waiters to wake at the next commit.
    var waiters: [Waiter] = []

    init(_ source: TopicPartition, _ settings: TopicSettings) {
        self.source = source
        self.settings = settings
        seed = XXH3.checksum(of: Array(source.topic.utf8), seed: UInt64(UInt32(bitPattern: source.partition)))
    }
}
