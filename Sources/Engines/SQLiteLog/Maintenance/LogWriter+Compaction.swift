import Database
import LogPort
import Synchronization

extension LogWriter {
    /// Puts one batch in the place of several neighbors, or nothing when nothing of them is left.
    ///
    /// - Parameters:
    ///   - keys: The neighbors.
    ///   - number: Their partition's number.
    ///   - size: Their stored bytes.
    ///   - successor: What is left of their records.
    ///   - base: The successor's base offset.
    ///   - maxTime: Largest timestamp of the partition up to the last of the neighbors.
    /// - Throws: ``LogError``; nothing was changed.
    func replace(
        _ keys: [BatchKey],
        of number: Int,
        sized size: Int,
        by successor: EncodedBatch?,
        at base: Int64,
        _ maxTime: Int64
    ) throws(LogError) {
        var partition = core.state.withLock { $0.partitions[number] }
        partition.storedBytes += (successor?.storedBytes.count ?? 0) - size
        do throws(DatabaseError) {
            try connection.transaction { () throws(DatabaseError) in
                for key in keys {
                    try connection.delete(key)
                }
                Failpoint.compactionDeleted.pass()
                if let successor {
                    try insert(successor, at: base, maxTime: maxTime, seed: partition.seed)
                }
                // The partition's last batch may be gone: this notes the offset after it.
                try connection.account(number, partition)
                Failpoint.compactionInserted.pass()
            }
        } catch {
            throw fail(error, "compacting \(partition.source)")
        }
        core.state.withLock { $0.partitions[number].storedBytes = partition.storedBytes }
        Failpoint.compactionCommitted.pass()
    }

    /// Notes how far a pass of compaction came.
    ///
    /// - Throws: ``LogError``; the next pass begins as this one did.
    func finishCompaction(of number: Int, at clean: Int64, bytes: Int) throws(LogError) {
        var partition = core.state.withLock { $0.partitions[number] }
        partition.clean = clean
        partition.cleanBytes = bytes
        do throws(DatabaseError) {
            try connection.transaction { () throws(DatabaseError) in try connection.account(number, partition) }
        } catch {
            throw fail(error, "compacting \(partition.source)")
        }
        let evicted = core.state.withLock { state in
            state.partitions[number].clean = clean
            state.partitions[number].cleanBytes = bytes
            // Readers get the remaining records from now on, not those still in memory.
            state.tail.remove(of: number, before: clean)
            return state.tail.takeEvicted()
        }
        // Their memory is freed outside the lock.
        _ = evicted
    }
}
