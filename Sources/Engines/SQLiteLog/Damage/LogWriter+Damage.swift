import Compression
import Database
import Foundation
import LogPort
import Synchronization

extension LogWriter {
    /// Moves a damaged batch to the table of damage, with its bytes, or notes that it is missing.
    ///
    /// - Parameters:
    ///   - offsets: Where it is, as an error said.
    ///   - number: The partition's number in the log.
    ///   - message: What the error said.
    /// - Returns: What was set aside; nil when the batch is as it was written, or was set aside already.
    /// - Throws: ``LogError``; nothing was changed.
    func setAside(_ offsets: Range<Int64>, of number: Int, _ message: String) throws(LogError) -> LogDamage? {
        var partition = core.state.withLock { $0.partitions[number] }
        let action = "setting a damaged batch of \(partition.source) aside"
        let base = offsets.lowerBound
        let found: LogDamage?
        do throws(DatabaseError) {
            let queries = try BatchQueries(connection.database)
            let limit = BatchKey(number, min(base + 1, 1 << BatchKey.offsetBits - 1))
            let row = try queries.batches(of: number, from: base, upTo: limit.offset, byteLimit: 1)
                .first { $0.head.key.offset == base }
            if let row, isSound(row, partition) { return nil }
            let known = try queries.damage(of: number)
            if row == nil, known.gap(in: offsets) == nil { return nil }
            // What a damaged row says of itself is bounded by the batch behind it.
            let following = try next(after: base, of: number) ?? partition.next
            let end = max(base + 1, row == nil ? min(offsets.upperBound, following) : following)
            let damage = LogDamage(
                partition: partition.source,
                offsets: base..<end,
                recordCount: Int(clamping: min(max(1, Int64(row?.head.count ?? Int.max)), end - base)),
                reason: Self.reason(message),
                atMilliseconds: Int64(Date().timeIntervalSince1970 * 1_000)
            )
            partition.storedBytes -= row?.bytes.count ?? 0
            try connection.transaction { () throws(DatabaseError) in
                try insert(damage, row, number)
                if let row { try connection.delete(row.head.key) }
                // The partition's last batch may be gone: this notes the offset behind it.
                try connection.account(number, partition)
            }
            found = damage
        } catch {
            throw fail(error, action)
        }
        core.state.withLock { $0.partitions[number].storedBytes = partition.storedBytes }
        return found
    }

    /// Notes what took the place of a range.
    func settle(_ key: BatchKey, of partition: TopicPartition, by remedy: String) throws(LogError) {
        do throws(DatabaseError) {
            let update = try connection.database.prepare("UPDATE damage SET remedy = ?2 WHERE id = ?1")
            update.bind(1, key.rawValue)
            update.bind(2, remedy)
            try connection.transaction { () throws(DatabaseError) in try update.run() }
        } catch {
            throw fail(error, "mending \(partition)")
        }
    }

    /// Puts batches where a damaged one was.
    func putBack(_ batches: [EncodedBatch], of number: Int, in place: LogDamage) throws(LogError) {
        var partition = core.state.withLock { $0.partitions[number] }
        let span = batches.reduce(0) { $0 + $1.frames.offsetSpan }
        guard span == place.offsets.upperBound - place.offsets.lowerBound else {
            preconditionFailure("what is put back has as many offsets as what was set aside")
        }
        do throws(DatabaseError) {
            let maxTime = try maxTime(before: place.offsets.lowerBound, of: number)
            try connection.transaction { () throws(DatabaseError) in
                var base = place.offsets.lowerBound
                var largest = maxTime
                for batch in batches {
                    largest = max(largest, batch.frames.lastTimestampMilliseconds)
                    try insert(batch, at: base, maxTime: largest, seed: partition.seed)
                    base += batch.frames.offsetSpan
                    partition.storedBytes += batch.storedBytes.count
                }
                try connection.account(number, partition)
            }
        } catch {
            throw fail(error, "mending \(place.partition)")
        }
        core.state.withLock { $0.partitions[number].storedBytes = partition.storedBytes }
    }

    private func isSound(_ row: StoredBatch, _ partition: PartitionState) -> Bool {
        guard let decompressor = try? ZstdDecompressor(),
            let frames = try? row.frames(of: partition.source, seed: partition.seed, with: decompressor)
        else { return false }
        return RecordFrames(checking: frames.bytes) == frames
    }

    private func insert(_ damage: LogDamage, _ row: StoredBatch?, _ number: Int) throws(DatabaseError) {
        let insert = try connection.database.prepare(
            """
            INSERT OR REPLACE INTO damage (
                id, span, count, reason, at, found_span, first_time, last_time, max_time, codec, raw_size, checksum, bytes
            ) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
            """
        )
        insert.bind(1, BatchKey(number, damage.offsets.lowerBound).rawValue)
        insert.bind(2, damage.offsets.upperBound - damage.offsets.lowerBound)
        insert.bind(3, damage.recordCount)
        insert.bind(4, damage.reason)
        insert.bind(5, damage.atMilliseconds)
        if let row {
            insert.bind(6, row.head.span)
            insert.bind(7, row.head.firstTime)
            insert.bind(8, row.head.lastTime)
            insert.bind(9, row.maxTime)
            insert.bind(10, row.head.codec)
            insert.bind(11, row.head.rawSize)
            insert.bind(12, Int64(bitPattern: row.checksum))
            insert.bind(13, row.bytes)
        }
        try insert.run()
    }

    private func next(after base: Int64, of number: Int) throws(DatabaseError) -> Int64? {
        let select = try connection.database.prepare(
            "SELECT id FROM batches WHERE id > ?1 AND id <= ?2 ORDER BY id LIMIT 1"
        )
        select.bind(1, BatchKey(number, base).rawValue)
        select.bind(2, BatchKey(number, 1 << BatchKey.offsetBits - 1).rawValue)
        return try select.step() ? BatchKey(rawValue: select.integer(0)).offset : nil
    }

    private func maxTime(before offset: Int64, of number: Int) throws(DatabaseError) -> Int64 {
        let select = try connection.database.prepare(
            "SELECT max_time FROM batches WHERE id >= ?1 AND id < ?2 ORDER BY id DESC LIMIT 1"
        )
        select.bind(1, BatchKey(number, 0).rawValue)
        select.bind(2, BatchKey(number, offset).rawValue)
        return try select.step() ? select.integer(0) : .min
    }

    /// What stands in brackets in the message of a damaged batch.
    private static func reason(_ message: String) -> String {
        guard let open = message.firstIndex(of: "("), let close = message.lastIndex(of: ")"), open < close else {
            return message
        }
        return String(message[message.index(after: open)..<close])
    }
}
