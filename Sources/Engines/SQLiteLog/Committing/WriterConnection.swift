import Database
import LogPort

/// The one connection that writes, with its statements; used by the writer's thread alone.
final class WriterConnection {
    let database: Database
    private let begin: Statement
    private let commit: Statement
    private let insert: Statement
    private let delete: Statement
    private let store: Statement
    private let account: Statement

    /// Opens or creates the log's file for writing.
    ///
    /// - Throws: ``LogError``, `unusable` for a foreign file or an unknown version.
    init(path: String) throws(LogError) {
        do throws(DatabaseError) {
            database = try Database(path: path, access: .create, busyTimeoutMilliseconds: 5_000)
        } catch {
            throw LogError(error, action: "opening \(path)")
        }
        try LogFormat.prepare(database)
        do throws(DatabaseError) {
            // Pages of 16 KiB: 16 MiB of cache hold the ends of all partitions; the journal's file is cut to 64 MiB.
            try database.run(
                """
                PRAGMA synchronous = FULL; PRAGMA cache_size = -16384; PRAGMA journal_size_limit = 67108864;
                PRAGMA temp_store = MEMORY
                """
            )
            database.countWALPages()
            begin = try database.prepare("BEGIN IMMEDIATE")
            commit = try database.prepare("COMMIT")
            insert = try database.prepare(
                """
                INSERT INTO batches (
                    id, span, count, first_time, last_time, max_time, codec, raw_size, checksum, bytes
                ) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
                """
            )
            delete = try database.prepare("DELETE FROM batches WHERE id = ?1")
            store = try database.prepare(
                """
                INSERT INTO offsets (consumer, partition, next) VALUES (?1, ?2, ?3)
                ON CONFLICT DO UPDATE SET next = excluded.next
                """
            )
            account = try database.prepare(
                """
                UPDATE partitions SET start = ?2, floor = ?3, clean = ?4, clean_bytes = ?5, counted = ?3,
                    stored_bytes = ?6 WHERE id = ?1
                """
            )
        } catch {
            throw LogError(error, action: "opening \(path)")
        }
    }

    /// Runs a body as one durable transaction.
    ///
    /// - Throws: ``DatabaseError``; nothing was kept.
    func transaction<Value>(_ body: () throws(DatabaseError) -> Value) throws(DatabaseError) -> Value {
        do throws(DatabaseError) {
            try begin.run()
            let value = try body()
            try commit.run()
            return value
        } catch {
            database.rollback()
            throw error
        }
    }

    func insert(_ head: BatchHead, maxTime: Int64, checksum: UInt64, bytes: [UInt8]) throws(DatabaseError) {
        insert.bind(1, head.key.rawValue)
        insert.bind(2, head.span)
        insert.bind(3, head.count)
        insert.bind(4, head.firstTime)
        insert.bind(5, head.lastTime)
        insert.bind(6, maxTime)
        insert.bind(7, head.codec)
        insert.bind(8, head.rawSize)
        insert.bind(9, Int64(bitPattern: checksum))
        let result = bytes.withUnsafeBytes { buffer in
            insert.bind(10, borrowing: buffer)
            return Result { () throws(DatabaseError) in try insert.run() }
        }
        try result.get()
    }

    func delete(_ key: BatchKey) throws(DatabaseError) {
        delete.bind(1, key.rawValue)
        try delete.run()
    }

    func store(_ next: Int64, of partition: Int, for group: String) throws(DatabaseError) {
        store.bind(1, group)
        store.bind(2, partition)
        store.bind(3, next)
        try store.run()
    }

    /// Writes the owner's state of a partition, beside its batches.
    func account(_ partition: Int, _ state: PartitionState) throws(DatabaseError) {
        account.bind(1, partition)
        account.bind(2, state.start)
        account.bind(3, state.next)
        account.bind(4, state.clean)
        account.bind(5, state.cleanBytes)
        account.bind(6, state.storedBytes)
        try account.run()
    }
}
