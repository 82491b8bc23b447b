import LogPort

/// One row of what was set aside.
struct StoredDamage: Sendable {
    let key: BatchKey
    let span: Int64
    let count: Int
    let reason: String
    let atMilliseconds: Int64
    let remedy: String?

    var offsets: Range<Int64> { key.offset..<key.offset + max(1, span) }

    func described(as partition: TopicPartition) -> LogDamage {
        LogDamage(
            partition: partition,
            offsets: offsets,
            recordCount: count,
            reason: reason,
            atMilliseconds: atMilliseconds,
            remedy: remedy
        )
    }
}

extension [StoredDamage] {
    /// Returns the first offsets of a range that are missing for another reason; nil when all of them were set aside.
    func gap(in range: Range<Int64>) -> Range<Int64>? {
        var position = range.lowerBound
        for damage in self where damage.offsets.upperBound > position {
            guard damage.offsets.lowerBound <= position else {
                return position < range.upperBound
                    ? position..<Swift.min(damage.offsets.lowerBound, range.upperBound) : nil
            }
            position = damage.offsets.upperBound
        }
        return position < range.upperBound ? position..<range.upperBound : nil
    }
}
