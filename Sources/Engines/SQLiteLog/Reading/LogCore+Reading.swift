import Database
import LogPort
import Synchronization

extension LogCore {
    /// Moves a cursor over its next committed batch.
    ///
    /// - Parameters:
    ///   - cursor: The caller's.
    ///   - end: Where the caller wants to stop, exclusive.
    /// - Returns: The batch, nil when there is none yet.
    /// - Throws: ``LogError``: `outOfRange`, `corrupt`, or what the file's reading meets.
    func next(_ cursor: PartitionCursor, upTo end: Int64?) throws(LogError) -> RecordBatch? {
        while true {
            switch state.withLock({ $0.place(of: cursor.position, in: cursor.number) }) {
            case .tail(let batch): return cursor.hand(out: batch, upTo: end ?? .max)
            case .stored(let limit):
                if let batch = try cursor.next(upTo: min(limit, end ?? limit)) { return batch }
                if let end, cursor.position >= end { return nil }
            case .end: return nil
            case .removed(let start): throw .removed(cursor.position..<start, of: cursor.source)
            }
        }
    }

    /// Returns the offset that a position stands for.
    ///
    /// - Throws: ``LogError``, `unknownTopic` among others.
    func resolve(_ position: LogPosition, in partition: TopicPartition) throws(LogError) -> Int64 {
        let number = try number(of: partition, "looking up \(partition)")
        let state = state.withLock { $0.partitions[number] }
        switch position {
        case .offset(let offset): return offset
        case .latest: return state.next
        case .committed(let group):
            if let offset = committedOffset(group: group, in: partition) { return offset }
            return try pool.earliest(of: number, state)
        case .earliest: return try pool.earliest(of: number, state)
        case .time(let milliseconds): return try pool.offset(at: milliseconds, of: number, state)
        }
    }

    func committedOffset(group: String, in partition: TopicPartition) -> Int64? {
        state.withLock { $0.offsets[group]?[partition] }
    }

    /// Makes a cursor.
    ///
    /// - Throws: ``LogError``, `unknownTopic` or `outOfRange` among others.
    func makeCursor(of partition: TopicPartition, from start: LogPosition) throws(LogError) -> PartitionCursor {
        let number = try number(of: partition, "reading \(partition)")
        let offset = max(0, try resolve(start, in: partition))
        let state = state.withLock { $0.partitions[number] }
        if state.settings.cleanup == .delete, offset < state.start {
            throw .removed(offset..<state.start, of: partition)
        }
        return try PartitionCursor(state, number: number, at: offset, pool)
    }
}
