import LogPort

/// Collects what belongs where a damaged batch of a stage's output was, while the stage's input is decided again.
///
/// Offsets of an output are known, since its partition has one writer; that the records are the ones that were there is
/// checked by the neighbors of the range, which have to be the same bytes as in the log.
struct OutputRefill {
    let damage: LogDamage
    private var builder = RecordBatchBuilder()
    private var count: Int64 = 0
    private var neighbors: [Int64: [UInt8]] = [:]

    init(_ damage: LogDamage) {
        self.damage = damage
    }

    /// Takes what was decided again, in order.
    mutating func take(_ batch: RecordBatch) {
        let range = damage.offsets
        guard batch.nextOffset >= range.lowerBound, batch.baseOffset <= range.upperBound else { return }
        batch.visit { record in
            if range.contains(record.offset) {
                builder.append(
                    key: record.key,
                    headers: record.headers,
                    value: record.value,
                    timestampMilliseconds: record.timestampMilliseconds
                )
                count += 1
            } else if record.offset == range.lowerBound - 1 || record.offset == range.upperBound {
                neighbors[record.offset] = Self.bytes(record)
            }
        }
    }

    /// The records, when there is one for each offset of the range and the neighbors are those of the log.
    mutating func frames(comparedWith log: any LogReading) throws(LogError) -> RecordFrames? {
        let range = damage.offsets
        guard count == range.upperBound - range.lowerBound else { return nil }
        let end = try log.resolve(.latest, in: damage.partition)
        for offset in [range.lowerBound - 1, range.upperBound] where offset >= 0 && offset < end {
            var stored: [UInt8]?
            try log.forEach(in: damage.partition, from: .offset(offset), to: .offset(offset + 1)) { record in
                stored = Self.bytes(record)
            }
            guard stored == nil || stored == neighbors[offset] else { return nil }
        }
        return builder.seal()
    }

    private static func bytes(_ record: RecordView) -> [UInt8] {
        Array(record.key) + [0] + Array(record.headers) + [0] + (record.value.map { Array($0) } ?? [])
    }
}
