import Database
import LogPort

/// One connection with the statements that read batches; used by one thread at a time.
final class BatchQueries {
    let database: Database
    private let begin: Statement
    private let end: Statement
    private let floor: Statement
    private let forward: Statement
    private let backward: Statement
    private let last: Statement
    private let first: Statement
    private let head: Statement
    private let partition: Statement

    private static let columns =
        "id, span, count, first_time, last_time, max_time, codec, raw_size, checksum, bytes FROM batches"

    /// Prepares the statements of a connection that is open.
    ///
    /// - Throws: ``DatabaseError``.
    init(_ database: Database) throws(DatabaseError) {
        self.database = database
        begin = try database.prepare("BEGIN")
        end = try database.prepare("COMMIT")
        floor = try database.prepare(
            "SELECT id, span FROM batches WHERE id BETWEEN ?1 AND ?2 ORDER BY id DESC LIMIT 1"
        )
        forward = try database.prepare("SELECT \(Self.columns) WHERE id >= ?1 AND id < ?2 ORDER BY id")
        backward = try database.prepare("SELECT \(Self.columns) WHERE id >= ?1 AND id < ?2 ORDER BY id DESC")
        last = try database.prepare(
            "SELECT id, span, max_time FROM batches WHERE id BETWEEN ?1 AND ?2 ORDER BY id DESC LIMIT 1"
        )
        first = try database.prepare("SELECT id FROM batches WHERE id BETWEEN ?1 AND ?2 ORDER BY id LIMIT 1")
        head = try database.prepare(
            "SELECT id, span, max_time, last_time FROM batches WHERE id BETWEEN ?1 AND ?2 ORDER BY id LIMIT 1"
        )
        partition = try database.prepare("SELECT start, floor FROM partitions WHERE id = ?1")
    }

    /// Runs several queries on one snapshot.
    private func inSnapshot<Value>(_ body: () throws(DatabaseError) -> Value) throws(DatabaseError) -> Value {
        try begin.run()
        do throws(DatabaseError) {
            let value = try body()
            try end.run()
            return value
        } catch {
            database.rollback()
            throw error
        }
    }

    /// Reads the batches from the one that covers an offset, or follows it.
    ///
    /// - Parameters:
    ///   - partition: The partition's number in the log.
    ///   - offset: Where to begin.
    ///   - limit: Where to stop, exclusive.
    ///   - byteLimit: No further batch is read after these stored bytes.
    /// - Returns: At most 256 batches by offset; empty when there is none before the limit.
    /// - Throws: ``DatabaseError``.
    func batches(
        of partition: Int,
        from offset: Int64,
        upTo limit: Int64,
        byteLimit: Int
    ) throws(DatabaseError) -> [StoredBatch] {
        try inSnapshot { () throws(DatabaseError) in
            var start = BatchKey(partition, offset)
            bind(floor, BatchKey(partition, 0), start)
            if try floor.step() {
                let key = BatchKey(rawValue: floor.integer(0))
                if key.offset &+ floor.integer(1) > offset {
                    start = key
                }
            }
            floor.reset()
            return try rows(forward, from: start, upTo: BatchKey(partition, limit), byteLimit: byteLimit)
        }
    }

    /// Reads the batches before an offset, the last first.
    ///
    /// - Returns: At most 256 batches; empty when there is none.
    /// - Throws: ``DatabaseError``.
    func batches(
        of partition: Int,
        before offset: Int64,
        byteLimit: Int
    ) throws(DatabaseError) -> [StoredBatch] {
        try rows(backward, from: BatchKey(partition, 0), upTo: BatchKey(partition, offset), byteLimit: byteLimit)
    }

    /// Returns the partition's last batch: the offset after it, and the largest timestamp.
    ///
    /// - Throws: ``DatabaseError``.
    func lastBatch(of partition: Int) throws(DatabaseError) -> (next: Int64, maxTime: Int64)? {
        defer { last.reset() }
        bind(last, BatchKey(partition, 0), BatchKey(partition, 1 << BatchKey.offsetBits - 1))
        guard try last.step() else { return nil }
        return (BatchKey(rawValue: last.integer(0)).offset &+ last.integer(1), last.integer(2))
    }

    /// Returns the base offset of the partition's first batch.
    ///
    /// - Throws: ``DatabaseError``.
    func firstOffset(of partition: Int) throws(DatabaseError) -> Int64? {
        defer { first.reset() }
        bind(first, BatchKey(partition, 0), BatchKey(partition, 1 << BatchKey.offsetBits - 1))
        return try first.step() ? BatchKey(rawValue: first.integer(0)).offset : nil
    }

    /// Returns the base offset of the first batch with a record at or after a time.
    ///
    /// - Throws: ``DatabaseError``.
    func firstBatch(of partition: Int, atOrAfter time: Int64) throws(DatabaseError) -> Int64? {
        try inSnapshot { () throws(DatabaseError) in
            guard let range = try lastBatch(of: partition), range.maxTime >= time else { return nil }
            // The batches' running maximum never falls: bisect for the first batch that reaches the time.
            var low: Int64 = 0
            var high = range.next - 1
            while low < high {
                let middle = low + (high - low) / 2
                let found = try next(of: partition, from: middle)
                if let found, found.maxTime < time {
                    low = found.next
                } else {
                    high = middle
                }
            }
            // Batches removed before the first one may have raised its maximum: go on by the batches' own times.
            while let found = try next(of: partition, from: low) {
                if found.lastTime >= time { return found.base }
                low = found.next
            }
            return nil
        }
    }

    /// Returns the first offset that retention left, and the offset below which none is given out again.
    ///
    /// - Throws: ``DatabaseError``.
    func bounds(of id: Int) throws(DatabaseError) -> (start: Int64, floor: Int64) {
        defer { partition.reset() }
        partition.bind(1, id)
        guard try partition.step() else { return (0, 0) }
        return (partition.integer(0), partition.integer(1))
    }

    /// Returns what was set aside of a partition, or of all when it is nil, by partition and offset.
    ///
    /// - Throws: ``DatabaseError``.
    func damage(of partition: Int?) throws(DatabaseError) -> [StoredDamage] {
        let known = try database.integer("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'damage'")
        guard known == 1 else { return [] }
        let select = try database.prepare(
            "SELECT id, span, count, reason, at, remedy FROM damage WHERE id BETWEEN ?1 AND ?2 ORDER BY id"
        )
        bind(
            select,
            BatchKey(partition ?? 0, 0),
            BatchKey(partition ?? BatchKey.partitionLimit - 1, 1 << BatchKey.offsetBits - 1)
        )
        var found: [StoredDamage] = []
        while try select.step() {
            found.append(
                StoredDamage(
                    key: BatchKey(rawValue: select.integer(0)),
                    span: select.integer(1),
                    count: Int(clamping: select.integer(2)),
                    reason: select.text(3) ?? "",
                    atMilliseconds: select.integer(4),
                    remedy: select.text(5)
                )
            )
        }
        return found
    }

    private struct Found {
        let base: Int64
        let next: Int64
        let maxTime: Int64
        let lastTime: Int64
    }

    private func next(of partition: Int, from offset: Int64) throws(DatabaseError) -> Found? {
        defer { head.reset() }
        guard offset < 1 << BatchKey.offsetBits else { return nil }
        bind(head, BatchKey(partition, offset), BatchKey(partition, 1 << BatchKey.offsetBits - 1))
        guard try head.step() else { return nil }
        let base = BatchKey(rawValue: head.integer(0)).offset
        let next = base &+ max(1, head.integer(1))
        return Found(base: base, next: next, maxTime: head.integer(2), lastTime: head.integer(3))
    }

    private func bind(_ statement: Statement, _ low: BatchKey, _ high: BatchKey) {
        statement.bind(1, low.rawValue)
        statement.bind(2, high.rawValue)
    }

    private func rows(
        _ statement: Statement,
        from low: BatchKey,
        upTo high: BatchKey,
        byteLimit: Int
    ) throws(DatabaseError) -> [StoredBatch] {
        defer { statement.reset() }
        bind(statement, low, high)
        var rows: [StoredBatch] = []
        var size = 0
        while size < byteLimit, rows.count < 256, try statement.step() {
            let row = StoredBatch(statement)
            size += row.bytes.count
            rows.append(row)
        }
        return rows
    }
}
