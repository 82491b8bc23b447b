import CSQLite

/// One connection to a SQLite database; used by one thread at a time.
///
/// It owns the connection until it is released; its statements keep it alive. No lock guards it, which is why it is not
/// `Sendable`: an adapter that moves it to another thread says why that is safe.
///
/// Source: https://www.sqlite.org/c3ref/intro.html.
package final class Database {
    /// How a file is opened.
    package enum Access: Sendable {
        /// Read and write; creates the file if needed.
        case create
        /// Read and write a file that is there.
        case readWrite
        /// Read-only; such a connection never checkpoints.
        case readOnly
        /// Read-only access to a file without a writer, on a disk that allows no lock.
        case immutable
    }

    /// Where the file is.
    package let path: String

    let handle: OpaquePointer

    /// Where the hook of ``countWALPages()`` writes; owned by this object.
    let walPages: UnsafeMutablePointer<Int32>

    /// Opens a database.
    ///
    /// - Parameters:
    ///   - path: The file, or `:memory:`.
    ///   - access: What may be done with it.
    ///   - busyTimeoutMilliseconds: How long to wait for a lock of another connection, from 0 to 3,600,000.
    /// - Throws: ``DatabaseError`` with `cannotOpen`; a file of another program is noticed at the first statement.
    package init(path: String, access: Access, busyTimeoutMilliseconds: Int = 0) throws(DatabaseError) {
        precondition((0...3_600_000).contains(busyTimeoutMilliseconds), "a busy timeout is at most an hour")
        var flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        var name = path
        switch access {
        case .create: flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        case .readWrite: flags |= SQLITE_OPEN_READWRITE
        case .readOnly: flags |= SQLITE_OPEN_READONLY
        case .immutable:
            flags |= SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
            name = "file:\(Self.percentEncoded(path))?immutable=1"
        }
        var opened: OpaquePointer?
        let result = sqlite3_open_v2(name, &opened, flags, nil)
        guard result == SQLITE_OK, let opened else {
            let message = opened.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(result))
            sqlite3_close_v2(opened)
            throw DatabaseError(result, action: "opening \(path)", message: message)
        }
        handle = opened
        self.path = path
        walPages = .allocate(capacity: 1)
        walPages.initialize(to: 0)
        sqlite3_busy_timeout(opened, Int32(busyTimeoutMilliseconds))
    }

    deinit {
        // The call that waits for statements that are still there: they hold this object, so there are none.
        sqlite3_close_v2(handle)
        walPages.deallocate()
    }

    /// The row id of the last inserted row.
    package var lastInsertedRowID: Int64 { sqlite3_last_insert_rowid(handle) }

    /// Whether a transaction is open; SQLite ends one by itself on some errors, such as a full disk.
    package var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    /// Runs SQL that needs no values and gives no rows; several statements are parted by semicolons.
    ///
    /// - Throws: ``DatabaseError``; the statements before the failing one have run.
    package func run(_ sql: String) throws(DatabaseError) {
        let result = sqlite3_exec(handle, sql, nil, nil, nil)
        guard result == SQLITE_OK else { throw error(result, action: "running \(sql)") }
    }

    /// Compiles one statement, to be run as often as wanted.
    ///
    /// - Throws: ``DatabaseError``, `other` when the SQL is wrong.
    package func prepare(_ sql: String) throws(DatabaseError) -> Statement {
        var statement: OpaquePointer?
        let result = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard result == SQLITE_OK, let statement else { throw error(result, action: "preparing \(sql)") }
        return Statement(statement, of: self, sql: sql)
    }

    /// Returns the first column of the first row of a query, nil when there is no row or its value is null.
    ///
    /// - Throws: ``DatabaseError``.
    package func integer(_ sql: String) throws(DatabaseError) -> Int64? {
        let statement = try prepare(sql)
        defer { statement.reset() }
        guard try statement.step(), !statement.isNull(0) else { return nil }
        return statement.integer(0)
    }

    /// Returns the first column of the first row of a query as text, nil when there is no row or its value is null.
    ///
    /// - Throws: ``DatabaseError``.
    package func text(_ sql: String) throws(DatabaseError) -> String? {
        let statement = try prepare(sql)
        defer { statement.reset() }
        guard try statement.step() else { return nil }
        return statement.text(0)
    }

    func error(_ result: Int32, action: @autoclosure () -> String) -> DatabaseError {
        DatabaseError(result, action: action(), message: String(cString: sqlite3_errmsg(handle)))
    }

    /// Escapes what has a meaning in a SQLite URI (https://www.sqlite.org/uri.html section 3).
    private static func percentEncoded(_ path: String) -> String {
        var encoded = ""
        for character in path {
            switch character {
            case "%": encoded += "%25"
            case "?": encoded += "%3f"
            case "#": encoded += "%23"
            default: encoded.append(character)
            }
        }
        return encoded
    }
}

extension Database {
    /// Runs a body inside one transaction that holds the write lock from its start.
    ///
    /// - Parameter body: What to do; what it throws rolls everything back and is thrown on.
    /// - Returns: What the body returns, after the commit.
    /// - Throws: What the body throws, or a ``DatabaseError`` of the begin or the commit.
    package func transaction<Value>(_ body: () throws -> Value) throws -> Value {
        try run("BEGIN IMMEDIATE")
        do {
            let value = try body()
            try run("COMMIT")
            return value
        } catch {
            rollback()
            throw error
        }
    }

    /// Takes back everything since the transaction began; does nothing when SQLite already did.
    package func rollback() {
        guard isInTransaction else { return }
        // It fails only when there is nothing to roll back, or on an error that ends the transaction as well.
        sqlite3_exec(handle, "ROLLBACK", nil, nil, nil)
    }

    /// Turns SQLite's own checkpoints off and counts the pages of the write-ahead log at every commit instead.
    ///
    /// The caller then checkpoints when it suits. Source: https://www.sqlite.org/c3ref/wal_hook.html.
    package func countWALPages() {
        _ = sqlite3_wal_hook(
            handle,
            { context, _, _, pages in
                context?.assumingMemoryBound(to: Int32.self).pointee = pages
                return SQLITE_OK
            },
            walPages
        )
    }

    /// Pages in the write-ahead log at the last commit of this connection, after ``countWALPages()``.
    ///
    /// A log that was moved as a whole starts again with the next commit.
    package var walPageCount: Int { Int(walPages.pointee) }

    /// Moves committed pages from the write-ahead log into the database.
    ///
    /// - Parameter mode: How hard to try.
    /// - Returns: What is left.
    /// - Throws: ``DatabaseError``; `busy` never comes from a passive one.
    ///
    /// Source: https://www.sqlite.org/c3ref/wal_checkpoint_v2.html.
    @discardableResult
    package func checkpoint(_ mode: CheckpointMode) throws(DatabaseError) -> CheckpointResult {
        var walPageCount: Int32 = 0
        var movedPageCount: Int32 = 0
        let flag =
            switch mode {
            case .passive: SQLITE_CHECKPOINT_PASSIVE
            case .truncate: SQLITE_CHECKPOINT_TRUNCATE
            }
        let result = sqlite3_wal_checkpoint_v2(handle, nil, flag, &walPageCount, &movedPageCount)
        guard result == SQLITE_OK else { throw error(result, action: "checkpointing \(path)") }
        return CheckpointResult(walPageCount: Int(walPageCount), movedPageCount: Int(movedPageCount))
    }
}

/// How hard a checkpoint tries.
package enum CheckpointMode: Sendable {
    /// Moves the pages that no reader blocks, and never waits.
    case passive
    /// Waits for readers up to the busy timeout, moves everything and cuts the write-ahead log to nothing.
    case truncate
}

/// The result of a checkpoint.
package struct CheckpointResult: Sendable, Equatable {
    /// How many pages the write-ahead log has; -1 when the database has none.
    package let walPageCount: Int
    /// How many of them are in the database now; -1 when the database has no write-ahead log.
    package let movedPageCount: Int
}
