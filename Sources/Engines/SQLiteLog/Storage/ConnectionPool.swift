import Database
import LogPort
import Synchronization

/// Read-only connections that are lent for one query each, so that their number follows the threads, not the readers.
///
/// None of them checkpoints or keeps a snapshot between two queries, so the writer may always move its pages.
final class ConnectionPool: Sendable {
    private struct State: ~Copyable {
        var idle: [Lent] = []
        var isClosed = false
    }

    /// A connection on its way between threads.
    private struct Lent: @unchecked Sendable {
        // @unchecked: the pool hands each connection to one thread at a time.
        let queries: BatchQueries
    }

    /// Idle connections that are kept; more are closed after use.
    private static let idleLimit = 8

    private let path: String
    let access: Database.Access
    private let state = Mutex(State())

    init(path: String, access: Database.Access) {
        self.path = path
        self.access = access
    }

    /// Lends a connection for one call.
    ///
    /// - Parameters:
    ///   - action: What is being done, in the gerund form.
    ///   - body: What to ask; the connection must not escape.
    /// - Returns: What the body returns.
    /// - Throws: ``LogError``; the connection is not used again.
    func query<Value>(
        _ action: @autoclosure () -> String,
        _ body: (BatchQueries) throws(DatabaseError) -> Value
    ) throws(LogError) -> Value {
        do throws(DatabaseError) {
            let lent = state.withLock { $0.idle.popLast() }
            let queries = if let lent { lent.queries } else { try connect() }
            let value = try body(queries)
            let returned = Lent(queries: queries)
            state.withLock { state in
                if !state.isClosed, state.idle.count < Self.idleLimit {
                    state.idle.append(returned)
                }
            }
            return value
        } catch {
            throw LogError(error, action: action())
        }
    }

    /// Closes the idle connections; those in use close when they come back.
    func close() {
        let idle = state.withLock { state in
            state.isClosed = true
            defer { state.idle = [] }
            return state.idle
        }
        _ = idle
    }

    private func connect() throws(DatabaseError) -> BatchQueries {
        let database = try Database(path: path, access: access, busyTimeoutMilliseconds: 5_000)
        try database.run("PRAGMA query_only = ON; PRAGMA cache_size = -1024")
        return try BatchQueries(database)
    }
}

extension ConnectionPool {
    /// Returns the offset of the first record that is kept, or where the next one will be.
    ///
    /// - Throws: ``LogError`` of the file's reading.
    func earliest(of number: Int, _ partition: PartitionState) throws(LogError) -> Int64 {
        try query("looking up \(partition.source)") { queries throws(DatabaseError) in
            let first = try queries.firstOffset(of: number) ?? partition.next
            guard partition.settings.cleanup == .delete, first > partition.start else { return first }
            // What was set aside was not removed: it is where the partition begins all the same.
            let lost = try queries.damage(of: number).first { $0.key.offset >= partition.start }
            return min(first, lost?.key.offset ?? first)
        }
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
