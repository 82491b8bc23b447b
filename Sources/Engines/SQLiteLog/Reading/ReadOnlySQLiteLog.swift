import Database
import Foundation
package import LogPort

/// A log opened for reading alone, beside its owner or when no process owns it.
///
/// It sees every commit soon after it was made, changes nothing, and never checkpoints. Writes are requested from the
/// owner over its socket.
package final class ReadOnlySQLiteLog: LogReading, LogClosing {
    private let pool: ConnectionPool

    /// Opens the log of a folder.
    ///
    /// - Parameter folder: The log's folder.
    /// - Throws: ``LogError`` with `unusable`: there is no log, the file belongs to another program, or its version is
    ///   unknown.
    package init(folder: String) throws(LogError) {
        let path = "\(folder)/\(LogFormat.fileName)"
        guard access(path, R_OK) == 0 else {
            let isMissing = errno == ENOENT || errno == ENOTDIR
            let reason = String(cString: strerror(errno))
            throw LogError(
                .unusable,
                action: "opening the log in \(folder)",
                message: isMissing
                    ? "no log here, there is no \(LogFormat.fileName); give --folder, or start `eyrie up` once"
                    : "this user may not read \(LogFormat.fileName) (\(reason)); run as the folder's owner",
                remedy: .stop
            )
        }
        pool = try Self.open(path)
    }

    package func topics() throws(LogError) -> [TopicSettings] {
        try state("listing topics").topics.values.sorted { $0.name < $1.name }
    }

    package func resolve(_ position: LogPosition, in partition: TopicPartition) throws(LogError) -> Int64 {
        try resolve(position, in: partition, try state("looking up \(partition)"))
    }

    package func committedOffset(group: String, in partition: TopicPartition) throws(LogError) -> Int64? {
        let state = try state("looking up \(partition)")
        guard state.numbers[partition] != nil else { throw .unknown(partition, "looking up \(partition)") }
        return state.offsets[group]?[partition]
    }

    package func makeReader(
        of partition: TopicPartition,
        from start: LogPosition,
        to end: LogPosition?
    ) throws(LogError) -> any LogReader {
        let state = try state("reading \(partition)")
        let offset = max(0, try resolve(start, in: partition, state))
        let limit: Int64? = if let end { try resolve(end, in: partition, state) } else { nil }
        guard let number = state.numbers[partition] else { throw .unknown(partition, "reading \(partition)") }
        let known = state.partitions[number]
        if known.settings.cleanup == .delete, offset < known.start {
            throw .removed(offset..<known.start, of: partition)
        }
        return PollingReader(pool, try PartitionCursor(known, number: number, at: offset, pool), end: limit)
    }

    package func damage(in partition: TopicPartition?) throws(LogError) -> [LogDamage] {
        let action = "looking for damage"
        let state = try state(action)
        let number = partition.flatMap { state.numbers[$0] }
        if let partition, number == nil { throw .unknown(partition, action) }
        let found = try pool.query(action) { queries throws(DatabaseError) in try queries.damage(of: number) }
        return found.compactMap { damage in
            guard state.partitions.indices.contains(damage.key.partition) else { return nil }
            return damage.described(as: state.partitions[damage.key.partition].source)
        }
    }

    package func close() {
        pool.close()
    }

    /// Reads every batch of the log and reports damage.
    ///
    /// - Parameter onlyCompacted: Whether only changelogs and the like are read, which are small.
    /// - Returns: What was found.
    /// - Throws: ``LogError`` when the log cannot even be walked.
    package func verify(onlyCompacted: Bool = false) throws(LogError) -> LogVerification {
        try LogVerifier(pool).run(onlyCompacted: onlyCompacted)
    }

    private func resolve(
        _ position: LogPosition,
        in partition: TopicPartition,
        _ state: LogState
    ) throws(LogError) -> Int64 {
        guard let number = state.numbers[partition] else { throw .unknown(partition, "looking up \(partition)") }
        let known = state.partitions[number]
        switch position {
        case .offset(let offset): return offset
        case .latest: return known.next
        case .committed(let group):
            if let offset = state.offsets[group]?[partition] { return offset }
            return try pool.earliest(of: number, known)
        case .earliest: return try pool.earliest(of: number, known)
        case .time(let milliseconds): return try pool.offset(at: milliseconds, of: number, known)
        }
    }

    private func state(_ action: String) throws(LogError) -> LogState {
        let loaded = try pool.query(action) { queries throws(DatabaseError) in
            Result { () throws(LogError) in try LogState.load(from: queries.database, countingBytes: false) }
        }
        return try loaded.get()
    }

    /// Opens the file, and as an unchanging one where a read-only disk allows no lock.
    private static func open(_ path: String) throws(LogError) -> ConnectionPool {
        let pool = ConnectionPool(path: path, access: .readOnly)
        do throws(LogError) {
            try check(pool, path)
            return pool
        } catch {
            let hasJournal = FileManager.default.fileExists(atPath: "\(path)-wal")
            guard !hasJournal, !FileManager.default.isWritableFile(atPath: path) else { throw error }
            let frozen = ConnectionPool(path: path, access: .immutable)
            try check(frozen, path)
            return frozen
        }
    }

    private static func check(_ pool: ConnectionPool, _ path: String) throws(LogError) {
        // Before any statement on the tables, which a foreign file does not have.
        let database: Database
        do throws(DatabaseError) {
            database = try Database(path: path, access: pool.access, busyTimeoutMilliseconds: 5_000)
        } catch {
            throw LogError(error, action: "opening \(path)")
        }
        try LogFormat.check(database)
    }
}
