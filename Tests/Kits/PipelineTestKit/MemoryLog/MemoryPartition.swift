import LogPort

/// The records of one partition, in offset order.
struct MemoryPartition: Sendable {
    private(set) var records: [MemoryRecord] = []
    /// First offset that retention has not removed.
    private(set) var startOffset: Int64 = 0
    /// Offset of the next record.
    private(set) var nextOffset: Int64

    init(firstOffset: Int64 = 0) {
        nextOffset = firstOffset
    }

    mutating func append(_ added: [LogRecord]) -> Int64 {
        let base = nextOffset
        for record in added {
            records.append(MemoryRecord(offset: nextOffset, batch: base, record: record))
            nextOffset += 1
        }
        return base
    }

    /// Index of the first record at or after an offset.
    func index(atOrAfter offset: Int64) -> Int {
        var low = 0
        var high = records.count
        while low < high {
            let middle = (low + high) / 2
            if records[middle].offset < offset {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }

    /// Offset of the first record with a timestamp at or after the given one; the end without such a record.
    func offset(atOrAfter timestampMilliseconds: Int64, strictly: Bool) -> Int64 {
        let found = records.first { stored in
            strictly
                ? stored.record.timestampMilliseconds > timestampMilliseconds
                : stored.record.timestampMilliseconds >= timestampMilliseconds
        }
        return found?.offset ?? nextOffset
    }

    /// Makes a batch of the records from an offset on.
    ///
    /// - Parameters:
    ///   - source: The partition that this is.
    ///   - offset: Where to begin.
    ///   - end: Where to stop, exclusive.
    ///   - limit: Most records; nil takes the append that the first record came with.
    /// - Returns: nil when no record lies in the range.
    func batch(of source: TopicPartition, from offset: Int64, to end: Int64, limit: Int?) -> MemoryBatch? {
        var chosen: [MemoryRecord] = []
        for stored in records[index(atOrAfter: offset)...] {
            guard stored.offset < end, chosen.count < limit ?? Int.max else { break }
            if limit == nil, let first = chosen.first, first.batch != stored.batch {
                break
            }
            chosen.append(stored)
        }
        guard let first = chosen.first, let last = chosen.last else { return nil }
        return MemoryBatch(source: source, records: chosen, window: offset..<last.offset + 1, first: first.offset)
    }

    /// A planted flaw: the newest record was not durable after all.
    mutating func forgetLast() {
        guard !records.isEmpty else { return }
        records.removeLast()
        nextOffset -= 1
    }

    mutating func flipByte(ofRecordAt offset: Int64) {
        let index = index(atOrAfter: offset)
        guard index < records.count, var value = records[index].record.value, !value.isEmpty else { return }
        value[value.count / 2] ^= 0x20
        records[index].record.value = value
    }

    /// Removes the oldest records by age and by size.
    mutating func retain(_ settings: TopicSettings, nowMilliseconds: Int64, flaw: MemoryLogFlaw?) {
        var removed = 0
        if let age = settings.retentionMilliseconds {
            let cut = nowMilliseconds - age + (flaw == .removesYoungRecords ? age / 2 : 0)
            while removed < records.count, records[removed].record.timestampMilliseconds < cut {
                removed += 1
            }
        }
        if let limit = settings.retentionBytes {
            var size = records[removed...].reduce(0) { $0 + $1.byteCount }
            while size > limit, removed < records.count {
                size -= records[removed].byteCount
                removed += 1
            }
        }
        records.removeFirst(removed)
        if removed > 0 {
            startOffset = records.first?.offset ?? nextOffset
        }
        if flaw == .reusesOffsets, records.isEmpty {
            nextOffset = 0
            startOffset = 0
        }
    }

    /// Keeps the last record of each key.
    mutating func compact(flaw: MemoryLogFlaw?) {
        var lastOffset: [[UInt8]: Int64] = [:]
        for stored in records {
            if flaw == .compactsAwayTheLastValue, lastOffset[stored.record.key] != nil {
                continue
            }
            lastOffset[stored.record.key] = stored.offset
        }
        records.removeAll { lastOffset[$0.record.key] != $0.offset }
    }
}
