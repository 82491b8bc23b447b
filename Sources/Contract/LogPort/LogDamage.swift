/// A range of offsets of one partition that a log lost to damage: its batch was set aside, or is missing.
package struct LogDamage: Error, Sendable, Equatable, CustomStringConvertible {
    package let partition: TopicPartition
    /// The offsets that have no batch any more.
    package let offsets: Range<Int64>
    /// Records that the batch held by its own account, at most one for each offset.
    package let recordCount: Int
    /// What was wrong with it.
    package let reason: String
    /// When it was set aside, in milliseconds since 1970.
    package let atMilliseconds: Int64
    /// What took its place, such as `rebuilt from ...`; nil while nothing did.
    package let remedy: String?

    package init(
        partition: TopicPartition,
        offsets: Range<Int64>,
        recordCount: Int,
        reason: String,
        atMilliseconds: Int64,
        remedy: String? = nil
    ) {
        self.partition = partition
        self.offsets = offsets
        self.recordCount = recordCount
        self.reason = reason
        self.atMilliseconds = atMilliseconds
        self.remedy = remedy
    }

    package var description: String {
        "\(partition): offsets \(offsets.lowerBound) to \(offsets.upperBound - 1) were damaged (\(reason)) and set aside, "
            + "\(recordCount) records; " + (remedy ?? "nothing has taken their place")
    }
}
