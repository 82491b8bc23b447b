import LogPort

/// Finds out whether a source partition is still the one in which a place was kept, and where to go on when it is not.
///
/// Asks the source; keeps nothing. What it reads is bounded: one record for a look, ``searchedRecords`` for a search.
struct PlaceCheck {
    /// What a place is worth in the partition as it is now.
    enum Standing: Equatable {
        /// The record before it is there, or retention or compaction took it: reading goes on.
        case here
        /// Retention took what comes next.
        case removed
        /// The source ends before it.
        case cut
        /// The record before it is another one: the topic was made anew, or it is a copy with other offsets.
        case other
    }

    /// The most records that are looked through for the one that was read last.
    static let searchedRecords: Int64 = 10_000
    /// How long a record that has to be there is waited for, in milliseconds.
    private static let patience = 5_000

    let partition: TopicPartition
    let source: any TopicSource

    /// Asks how far the partition reaches.
    func ends() throws(LogError) -> PartitionEnds {
        guard let ends = try source.ends(of: [partition])[partition] else {
            throw LogError(
                .unavailable,
                action: "looking up \(partition)",
                message: "the source does not say how far it reaches",
                remedy: .retry
            )
        }
        return ends
    }

    /// Says what a place is worth.
    ///
    /// - Parameters:
    ///   - place: Where reading is to go on.
    ///   - mark: The last record that was read before it; nil when it is not known.
    ///   - ends: How far the partition reaches.
    /// - Returns: What it is worth.
    /// - Throws: ``LogError`` when the source cannot be asked now.
    func standing(of place: Int64, _ mark: SourceMark?, in ends: PartitionEnds) throws(LogError) -> Standing {
        // What was read was committed, so that no transaction could be open before it.
        guard place <= ends.latest, (mark?.offset ?? -1) < ends.stable else { return .cut }
        if let mark, mark.offset >= ends.earliest, try isOther(mark) {
            return .other
        }
        return place < ends.earliest ? .removed : .here
    }

    /// Whether there is another record, or none, where one was read; a gap that compaction leaves is none.
    func isOther(_ mark: SourceMark) throws(LogError) -> Bool {
        if let found = try record(at: mark.offset) {
            return found != mark
        }
        // Asked for again: retention may have gone on.
        guard try ends().earliest <= mark.offset else { return false }
        return try !source.isCompacted(partition.topic)
    }

    /// Reads a record once more.
    ///
    /// - Returns: nil when there is none at the offset.
    func record(at offset: Int64) throws(LogError) -> SourceMark? {
        var found: SourceMark?
        do throws(LogError) {
            let reader = try source.makeGlance(at: offset, in: partition)
            defer { reader.close() }
            try reader.next(maxWaitMilliseconds: Self.patience)?.visit { record in
                if record.offset == offset {
                    found = SourceMark(record)
                }
            }
        } catch {
            guard error.code == .outOfRange else { throw error }
        }
        return found
    }

    /// Looks for a record at whatever offset it has by now, from the first one of its time on.
    ///
    /// Times of records may be anything, and a copy may have others: what is not found is not known to be missing.
    ///
    /// - Returns: The first equal record; nil when there is none among ``searchedRecords``.
    func find(_ mark: SourceMark, in ends: PartitionEnds) throws(LogError) -> SourceMark? {
        // Kafka takes negative times as other questions, and 0 is the time of those that have none.
        guard mark.timestampMilliseconds > 0,
            let first = try source.firstOffset(at: mark.timestampMilliseconds, in: partition)
        else { return nil }
        let end = min(ends.stable, first + Self.searchedRecords)
        let reader = try source.log.makeReader(of: partition, from: .offset(first), to: .offset(end))
        defer { reader.close() }
        while let batch = try reader.next(maxWaitMilliseconds: Self.patience) {
            var found: SourceMark?
            batch.visit { record in
                guard found == nil, record.timestampMilliseconds == mark.timestampMilliseconds else { return }
                let candidate = SourceMark(record)
                found = candidate.isOfEqualRecord(as: mark) ? candidate : nil
            }
            if let found {
                return found
            }
        }
        return nil
    }
}

extension SourceMark {
    /// Marks a record that was just read.
    fileprivate init(_ record: RecordView) {
        let value = record.value ?? UnsafeRawBufferPointer(start: nil, count: 0)
        self.init(
            offset: record.offset,
            timestampMilliseconds: record.timestampMilliseconds,
            key: record.key,
            value: value,
            length: value.count
        )
    }
}
