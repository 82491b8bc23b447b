import CSQLite

/// The peer of the log: a SQLite table with one row per record, through SQLite's C API and nothing else.
///
/// Pragmas are those of the log's writer: WAL, `synchronous=FULL`, pages of 16 KiB, 16 MiB of cache, a journal of at
/// most 64 MiB that is moved into the database at 1,024 pages. Rows are appended at the table's end and have no second
/// index, which is the least that such a table can cost.
final class RowTable {
    private var database: OpaquePointer?
    private var insertion: OpaquePointer?
    private var beginning: OpaquePointer?
    private var committing: OpaquePointer?

    /// Makes a table in a new file.
    ///
    /// - Throws: `BenchFailure` with SQLite's message.
    init(path: String) throws {
        try check(sqlite3_open(path, &database), "opening \(path)")
        let setup = """
            PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
            PRAGMA cache_size = -16384; PRAGMA journal_size_limit = 67108864; PRAGMA temp_store = MEMORY;
            PRAGMA wal_autocheckpoint = 1024;
            CREATE TABLE records (
                id INTEGER PRIMARY KEY, partition INTEGER NOT NULL, offset INTEGER NOT NULL,
                timestamp INTEGER NOT NULL, key BLOB NOT NULL, value BLOB NOT NULL
            ) STRICT;
            """
        try check(sqlite3_exec(database, setup, nil, nil, nil), "making the table")
        insertion = try prepare("INSERT INTO records VALUES (NULL, ?1, ?2, ?3, ?4, ?5)")
        beginning = try prepare("BEGIN IMMEDIATE")
        committing = try prepare("COMMIT")
    }

    func begin() throws {
        try run(beginning)
    }

    func commit() throws {
        try run(committing)
    }

    func insert(
        partition: Int64,
        offset: Int64,
        timestamp: Int64,
        key: Int64,
        value: UnsafeRawBufferPointer
    ) throws {
        sqlite3_bind_int64(insertion, 1, partition)
        sqlite3_bind_int64(insertion, 2, offset)
        sqlite3_bind_int64(insertion, 3, timestamp)
        // No destructor: SQLite borrows the bytes (SQLITE_STATIC), which live until the step is done.
        try withUnsafeBytes(of: key) { key in
            sqlite3_bind_blob(insertion, 4, key.baseAddress, Int32(key.count), nil)
            sqlite3_bind_blob(insertion, 5, value.baseAddress, Int32(value.count), nil)
            try run(insertion)
        }
    }

    func close() {
        sqlite3_finalize(insertion)
        sqlite3_finalize(beginning)
        sqlite3_finalize(committing)
        sqlite3_close(database)
        database = nil
    }

    private func prepare(_ text: String) throws -> OpaquePointer? {
        var statement: OpaquePointer?
        try check(sqlite3_prepare_v2(database, text, -1, &statement, nil), "preparing \(text)")
        return statement
    }

    private func run(_ statement: OpaquePointer?) throws {
        let result = sqlite3_step(statement)
        sqlite3_reset(statement)
        guard result == SQLITE_DONE else {
            try check(result, "running a statement")
            return
        }
    }

    private func check(_ result: Int32, _ action: String) throws {
        guard result == SQLITE_OK else {
            throw BenchFailure("\(action): \(String(cString: sqlite3_errmsg(database)))")
        }
    }
}
