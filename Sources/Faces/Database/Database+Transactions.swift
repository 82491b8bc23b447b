import CSQLite

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
    /// A log that was moved as a whole begins anew with the next commit.
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
