import Database
import Glibc
import Lifecycle
import LogPort

/// A reader outside the owning process: nothing wakes it, so it looks again every 20 milliseconds.
final class PollingReader: LogReader {
    private static let pauseMicroseconds: UInt32 = 20_000

    private let pool: ConnectionPool
    private let cursor: PartitionCursor
    private let end: Int64?
    private var isClosed = false

    init(_ pool: ConnectionPool, _ cursor: PartitionCursor, end: Int64?) {
        self.pool = pool
        self.cursor = cursor
        self.end = end
    }

    func next(maxWaitMilliseconds: Int) throws(LogError) -> RecordBatch? {
        let deadline = Deadline(afterMilliseconds: maxWaitMilliseconds)
        while true {
            if isClosed { throw .closed("reading \(cursor.source)") }
            if let end, cursor.position >= end { return nil }
            let limit = min(try committedEnd(), end ?? .max)
            if cursor.position < limit {
                if let batch = try cursor.next(upTo: limit) { return batch }
                continue
            }
            if maxWaitMilliseconds <= 0 || deadline.isOver { return nil }
            usleep(Self.pauseMicroseconds)
        }
    }

    func close() {
        isClosed = true
    }

    /// The offset after the last committed record.
    private func committedEnd() throws(LogError) -> Int64 {
        let number = cursor.number
        return try pool.query("reading \(cursor.source)") { queries throws(DatabaseError) in
            let last = try queries.lastBatch(of: number)
            return max(try queries.bounds(of: number).floor, last?.next ?? 0)
        }
    }
}
