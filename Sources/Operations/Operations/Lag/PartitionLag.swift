package import LogPort

/// How far a group is behind in one partition.
///
/// Both kinds are counts of offsets, in which Kafka's transaction markers count like records; markers and aborted
/// records alone count as no lag.
package struct PartitionLag: Sendable, Equatable {
    package let group: String
    package let source: TopicPartition
    /// Where the group continues; nil when it has committed nothing and begins at the first record.
    package let committed: Int64?
    package let ends: PartitionEnds
    /// Offsets that the group can read and has not read, up to the last stable offset.
    package let readable: Int64
    /// Timestamp of the first record that the group has not committed, in milliseconds since 1970; nil without one.
    package let oldestMilliseconds: Int64?

    package init(
        group: String,
        source: TopicPartition,
        committed: Int64?,
        ends: PartitionEnds,
        readable: Int64,
        oldestMilliseconds: Int64?
    ) {
        self.group = group
        self.source = source
        self.committed = committed
        self.ends = ends
        self.readable = readable
        self.oldestMilliseconds = oldestMilliseconds
    }

    /// Offsets up to the high watermark, those of open transactions included: the lag of other tools.
    package var total: Int64 {
        readable + max(0, ends.latest - max(ends.stable, committed ?? ends.earliest))
    }

    /// Offsets that retention removed before the group had them.
    package var removed: Int64 {
        max(0, ends.earliest - (committed ?? ends.earliest))
    }

    /// Age of the first record that is not committed, in milliseconds; 0 when there is none.
    package func age(atMilliseconds now: Int64) -> Int64 {
        oldestMilliseconds.map { max(0, now - $0) } ?? 0
    }
}
