/// The primary key of a stored batch: its partition's number in the log and its base offset, in one integer.
///
/// So the batches of a partition lie side by side in the order of their offsets, and one seek finds any of them.
struct BatchKey: Comparable, Sendable {
    /// Offsets below 2^40, about a trillion records a partition.
    static let offsetBits: Int64 = 40
    /// Partitions of all topics of a log, below 2^22.
    static let partitionLimit = 1 << 22

    let rawValue: Int64

    init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    init(_ partition: Int, _ offset: Int64) {
        precondition((0..<Self.partitionLimit).contains(partition), "a log has at most 2^22 partitions")
        precondition(offset >= 0 && offset < 1 << Self.offsetBits, "a partition has at most 2^40 offsets")
        rawValue = Int64(partition) << Self.offsetBits | offset
    }

    var offset: Int64 { rawValue & (1 << Self.offsetBits - 1) }
    var partition: Int { Int(rawValue >> Self.offsetBits) }

    static func < (left: BatchKey, right: BatchKey) -> Bool { left.rawValue < right.rawValue }
}
