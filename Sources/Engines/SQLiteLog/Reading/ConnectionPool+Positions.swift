import Database
import LogPort

extension ConnectionPool {
    /// Returns the offset of the first record that is kept, or where the next one will be.
    ///
    /// - Throws: ``LogError`` of the file's reading.
    func earliest(of number: Int, _ partition: PartitionState) throws(LogError) -> Int64 {
        let first = try query("looking up \(partition.source)") { queries throws(DatabaseError) in
            try queries.firstOffset(of: number)
        }
        return first ?? partition.next
    }

    /// Returns the offset of the first record at or after a time, or where the next one will be.
    ///
    /// - Throws: ``LogError``, `corrupt` when the batch around that time is damaged.
    func offset(at milliseconds: Int64, of number: Int, _ partition: PartitionState) throws(LogError) -> Int64 {
        let rows =
            try query("looking up \(partition.source)") { queries throws(DatabaseError) in
                guard let base = try queries.firstBatch(of: number, atOrAfter: milliseconds) else { return [] }
                return try queries.batches(of: number, from: base, upTo: base + 1, byteLimit: 1)
            } as [StoredBatch]
        guard let row = rows.first else { return partition.next }
        var offset = Int64.max
        let batch = try BatchDecoder().batch(row, of: partition.source, seed: partition.seed)
        batch.visit { record in
            if record.timestampMilliseconds >= milliseconds {
                offset = min(offset, record.offset)
            }
        }
        return offset == .max ? batch.nextOffset : offset
    }
}
