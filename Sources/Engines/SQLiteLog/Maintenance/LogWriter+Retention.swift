import Database
import LogPort
import Synchronization

extension LogWriter {
    /// Batches that one slice of retention removes at most.
    private static let sliceCount = 64

    /// Removes the oldest batches of a partition that its topic's retention allows to remove, up to one slice.
    ///
    /// By age: every record of the batch is too old. By size: the partition has more than the topic's bytes; the last
    /// batch stays, so that a new commit can be read.
    ///
    /// - Returns: Whether the slice was full, so that there may be more.
    /// - Throws: ``LogError``; nothing was removed.
    func removeExpired(from number: Int, _ nowMilliseconds: Int64) throws(LogError) -> Bool {
        let settings = core.state.withLock { $0.partitions[number] }.settings
        guard settings.retentionMilliseconds != nil || settings.retentionBytes != nil else { return false }
        return try removeOldest(of: number) { (partition) throws(DatabaseError) in
            try self.expired(of: partition, number, nowMilliseconds)
        }
    }

    /// Removes the oldest batches of a partition that end at or before an offset, up to one slice.
    ///
    /// - Returns: Whether the slice was full, so that there may be more.
    /// - Throws: ``LogError``; nothing was removed.
    func removeBatches(of number: Int, before offset: Int64) throws(LogError) -> Bool {
        try removeOldest(of: number) { (partition) throws(DatabaseError) in
            try self.oldest(of: partition, number) { $0.end <= offset }
        }
    }

    private func removeOldest(
        of number: Int,
        _ choose: (PartitionState) throws(DatabaseError) -> [Expired]
    ) throws(LogError) -> Bool {
        var partition = core.state.withLock { $0.partitions[number] }
        var count = 0
        do throws(DatabaseError) {
            let expired = try choose(partition)
            guard let last = expired.last else { return false }
            count = expired.count
            partition.start = last.end
            partition.storedBytes -= expired.reduce(0) { $0 + $1.size }
            try connection.transaction { () throws(DatabaseError) in
                for batch in expired {
                    try connection.delete(batch.key)
                }
                try connection.account(number, partition)
                Failpoint.retentionDeleted.pass()
            }
        } catch {
            throw fail(error, "removing expired batches of \(partition.source)")
        }
        let evicted = core.state.withLock { state in
            state.partitions[number].start = partition.start
            state.partitions[number].storedBytes = partition.storedBytes
            state.tail.remove(of: number, before: partition.start)
            return state.tail.takeEvicted()
        }
        // Their memory is freed outside the lock.
        _ = evicted
        Failpoint.retentionCommitted.pass()
        return count == Self.sliceCount
    }

    /// Writes the owner's state of all partitions, so that the next start need not count.
    ///
    /// - Throws: ``LogError``; the next start counts then.
    func account() throws(LogError) {
        let partitions = core.state.withLock(\.partitions)
        do throws(DatabaseError) {
            try connection.transaction { () throws(DatabaseError) in
                for (number, partition) in partitions.enumerated() {
                    try connection.account(number, partition)
                }
            }
        } catch {
            throw fail(error, "accounting for partitions")
        }
    }

    private struct Expired {
        let key: BatchKey
        let end: Int64
        let size: Int
        let lastMilliseconds: Int64
    }

    private func expired(
        of partition: PartitionState,
        _ number: Int,
        _ nowMilliseconds: Int64
    ) throws(DatabaseError) -> [Expired] {
        var stored = partition.storedBytes
        let limit = partition.settings.retentionBytes ?? .max
        return try oldest(of: partition, number) { batch in
            let isOld =
                partition.settings.retentionMilliseconds.map { batch.lastMilliseconds < nowMilliseconds - $0 } ?? false
            let isOver = Int64(stored) > limit && batch.end < partition.next
            stored -= batch.size
            return isOld || isOver
        }
    }

    /// The oldest batches of a partition for as long as they may go, at most one slice.
    private func oldest(
        of partition: PartitionState,
        _ number: Int,
        _ mayGo: (Expired) -> Bool
    ) throws(DatabaseError) -> [Expired] {
        let select = try connection.database.prepare(
            "SELECT id, span, last_time, length(bytes) FROM batches WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3"
        )
        select.bind(1, BatchKey(number, 0).rawValue)
        select.bind(2, BatchKey(number, partition.next).rawValue)
        select.bind(3, Self.sliceCount)
        var found: [Expired] = []
        while try select.step() {
            let key = BatchKey(rawValue: select.integer(0))
            let batch = Expired(
                key: key,
                end: key.offset + select.integer(1),
                size: Int(select.integer(3)),
                lastMilliseconds: select.integer(2)
            )
            guard mayGo(batch) else { break }
            found.append(batch)
        }
        return found
    }
}
