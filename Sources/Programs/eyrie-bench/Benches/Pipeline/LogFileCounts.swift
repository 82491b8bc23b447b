import CSQLite
import Foundation

/// Counts of the writer's work from the file of an embedded log, read beside its owner.
///
/// Source: https://www.sqlite.org/walformat.html, 2.1: bytes 8 to 11 of the index of a write-ahead log count
/// transactions, in the processor's byte order.
struct LogFileCounts {
    /// Transactions since the file was opened.
    let transactions: Int
    /// Bytes of all batches before compression, of topics that are not compacted.
    let rawBytes: Int

    /// Reads the counts of an open log.
    ///
    /// - Throws: `BenchFailure` with SQLite's message, or when nobody has the log open.
    init(folder: String) throws {
        transactions = try Self.transactions("\(folder)/eyrie.log-shm")
        rawBytes = try Self.rawBytes("\(folder)/eyrie.log")
    }

    private static func transactions(_ path: String) throws -> Int {
        guard let file = FileHandle(forReadingAtPath: path), let head = try file.read(upToCount: 12), head.count == 12
        else {
            throw BenchFailure("reading \(path): there is no index of a write-ahead log")
        }
        return Int(head.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 8, as: UInt32.self) })
    }

    private static func rawBytes(_ path: String) throws -> Int {
        var database: OpaquePointer?
        defer { sqlite3_close(database) }
        var statement: OpaquePointer?
        defer { sqlite3_finalize(statement) }
        let text = """
            SELECT coalesce(sum(raw_size), 0) FROM batches WHERE id >> 40 IN (
                SELECT partitions.id FROM partitions JOIN topics ON topics.id = partitions.topic
                WHERE topics.cleanup = 'delete'
            )
            """
        guard sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY, nil) == SQLITE_OK,
            sqlite3_prepare_v2(database, text, -1, &statement, nil) == SQLITE_OK,
            sqlite3_step(statement) == SQLITE_ROW
        else {
            throw BenchFailure("reading \(path): \(String(cString: sqlite3_errmsg(database)))")
        }
        return Int(sqlite3_column_int64(statement, 0))
    }
}
