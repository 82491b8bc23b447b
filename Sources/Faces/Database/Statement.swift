import CSQLite

/// One compiled statement, run as often as wanted; used by the thread that uses its database.
///
/// Values are numbered from 1, columns from 0, as in SQLite.
package final class Statement {
    private let handle: OpaquePointer
    private let database: Database
    private let sql: String

    init(_ handle: OpaquePointer, of database: Database, sql: String) {
        self.handle = handle
        self.database = database
        self.sql = sql
    }

    deinit {
        sqlite3_finalize(handle)
    }

    // MARK: Values

    /// Sets a value to an integer.
    package func bind(_ index: Int, _ value: Int64) {
        check(sqlite3_bind_int64(handle, Int32(index), value))
    }

    /// Sets a value to an integer.
    package func bind(_ index: Int, _ value: Int) {
        bind(index, Int64(value))
    }

    /// Sets a value to a floating-point number.
    package func bind(_ index: Int, _ value: Double) {
        check(sqlite3_bind_double(handle, Int32(index), value))
    }

    /// Sets a value to a copy of a text, or to null.
    package func bind(_ index: Int, _ text: String?) {
        guard var text else { return bindNull(index) }
        text.withUTF8 { bytes in
            let empty: StaticString = ""
            let start = bytes.baseAddress ?? empty.utf8Start
            start.withMemoryRebound(to: CChar.self, capacity: bytes.count) { characters in
                check(sqlite3_bind_text(handle, Int32(index), characters, Int32(bytes.count), Self.copied))
            }
        }
    }

    /// Sets a value to a copy of bytes.
    package func bind(_ index: Int, _ bytes: [UInt8]) {
        bytes.withUnsafeBytes { bind(index, $0, Self.copied) }
    }

    /// Sets a value to bytes that the caller keeps where they are until the next ``reset()``.
    package func bind(_ index: Int, borrowing bytes: UnsafeRawBufferPointer) {
        bind(index, bytes, nil)
    }

    /// Sets a value to null.
    package func bindNull(_ index: Int) {
        check(sqlite3_bind_null(handle, Int32(index)))
    }

    // MARK: Running

    /// Goes to the next row.
    ///
    /// - Returns: Whether there is one; after the last row the statement wants a ``reset()``.
    /// - Throws: ``DatabaseError``; the statement is reset.
    package func step() throws(DatabaseError) -> Bool {
        let result = sqlite3_step(handle)
        if result == SQLITE_ROW { return true }
        if result == SQLITE_DONE { return false }
        let error = database.error(result, action: "running \(sql)")
        reset()
        throw error
    }

    /// Runs the statement to its end and resets it.
    ///
    /// - Throws: ``DatabaseError``; the statement is reset.
    package func run() throws(DatabaseError) {
        while try step() {}
        reset()
    }

    /// Ends the statement's run and forgets its values, so that borrowed bytes are free again.
    package func reset() {
        // It repeats the error of the last step, which was thrown there.
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    // MARK: Columns of the current row

    /// The column as an integer; 0 when it is null.
    package func integer(_ column: Int) -> Int64 {
        sqlite3_column_int64(handle, Int32(column))
    }

    /// The column as a floating-point number; 0 when it is null.
    package func double(_ column: Int) -> Double {
        sqlite3_column_double(handle, Int32(column))
    }

    /// Whether the column is null.
    package func isNull(_ column: Int) -> Bool {
        sqlite3_column_type(handle, Int32(column)) == SQLITE_NULL
    }

    /// The column as a text, nil when it is null.
    package func text(_ column: Int) -> String? {
        guard let characters = sqlite3_column_text(handle, Int32(column)) else { return nil }
        let count = Int(sqlite3_column_bytes(handle, Int32(column)))
        return String(decoding: UnsafeBufferPointer(start: characters, count: count), as: UTF8.self)
    }

    /// A copy of the column's bytes; empty when it is null.
    package func bytes(_ column: Int) -> [UInt8] {
        withBytes(column) { Array($0) }
    }

    /// Calls the body with the column's bytes where SQLite holds them; they must not escape from it.
    package func withBytes<Value, Failure: Error>(
        _ column: Int,
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let start = sqlite3_column_blob(handle, Int32(column))
        let count = Int(sqlite3_column_bytes(handle, Int32(column)))
        return try body(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
    }

    /// SQLite's `SQLITE_TRANSIENT`: it makes its own copy before the call returns.
    private static var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

    private func bind(_ index: Int, _ bytes: UnsafeRawBufferPointer, _ owner: sqlite3_destructor_type?) {
        guard let start = bytes.baseAddress, !bytes.isEmpty else {
            return check(sqlite3_bind_zeroblob(handle, Int32(index), 0))
        }
        check(sqlite3_bind_blob64(handle, Int32(index), start, UInt64(bytes.count), owner))
    }

    private func check(_ result: Int32) {
        // A wrong number, a running statement or a value over SQLite's limit of 1 GB: faults of the program alone.
        precondition(result == SQLITE_OK, "binding a value of \(sql): \(String(cString: sqlite3_errstr(result)))")
    }
}
