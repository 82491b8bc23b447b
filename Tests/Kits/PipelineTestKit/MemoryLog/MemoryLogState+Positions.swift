import LogPort

extension MemoryLogState {
    mutating func create(_ wanted: [TopicSettings], _ action: String) throws(LogError) {
        for settings in wanted {
            guard let existing = topics[settings.name], flaw != .changesPartitionCounts else { continue }
            guard existing.partitions == settings.partitions else {
                throw LogError(
                    .unusable,
                    action: action,
                    message: "\(settings.name) has \(existing.partitions) partitions, not \(settings.partitions)",
                    remedy: .stop
                )
            }
        }
        for settings in wanted where topics[settings.name] == nil || flaw == .changesPartitionCounts {
            topics[settings.name] = settings
            for number in 0..<settings.partitions {
                let partition = TopicPartition(settings.name, number)
                let fresh = MemoryPartition(firstOffset: flaw == .startsOffsetsAtOne ? 1 : 0)
                partitions[partition] = partitions[partition] ?? fresh
            }
        }
    }

    func resolve(
        _ position: LogPosition,
        in partition: TopicPartition,
        _ action: String
    ) throws(LogError) -> Int64 {
        guard let stored = partitions[partition] else { throw unknown("partition \(partition)", action) }
        return switch position {
        case .earliest: stored.startOffset
        case .latest: max(stored.startOffset, stored.nextOffset - (flaw == .resolvesLatestWrongly ? 1 : 0))
        case .committed(let group): groups[group]?.committed[partition] ?? stored.startOffset
        case .time(let milliseconds):
            stored.offset(atOrAfter: milliseconds, strictly: flaw == .looksUpTimesWrongly)
        case .offset(let offset): offset
        }
    }

    /// Reads the next batch of a reader or worker.
    ///
    /// - Returns: nil when nothing lies in the range.
    mutating func read(
        _ partition: TopicPartition,
        from offset: Int64,
        to end: Int64?,
        _ action: String
    ) throws(LogError) -> RecordBatch? {
        guard let stored = partitions[partition] else { throw unknown("partition \(partition)", action) }
        guard offset >= stored.startOffset || flaw == .hidesRetentionGaps else {
            throw LogError(
                .outOfRange,
                action: action,
                message: "offsets \(offset)..<\(stored.startOffset) of \(partition) were removed by retention",
                remedy: .stop
            )
        }
        let end = flaw == .ignoresTheEndOfARange ? nil : end
        guard
            stored.nextOffset > offset,
            let chosen = stored.batch(of: partition, from: offset, to: end ?? .max, limit: nextBatchLimit())
        else { return nil }
        if let damaged = chosen.damaged, flaw != .servesDamagedBytes {
            throw LogError(
                .corrupt,
                action: action,
                message: "the record at \(partition)/\(damaged.offset) fails its checksum",
                remedy: .stop
            )
        }
        return chosen.framed()
    }

    mutating func maintain(nowMilliseconds: Int64) {
        for partition in partitions.keys {
            guard let settings = topics[partition.topic] else { continue }
            switch settings.cleanup {
            case .delete: partitions[partition]?.retain(settings, nowMilliseconds: nowMilliseconds, flaw: flaw)
            case .compact: partitions[partition]?.compact(flaw: flaw)
            }
        }
    }
}
