import Database
import Lifecycle
import LogPort
import Synchronization

/// The shared state of the owner, its handles and its threads.
final class LogCore: Sendable {
    let folder: String
    let settings: SQLiteLogSettings
    let state: Mutex<LogState>
    let queue: CommitQueue
    let pool: ConnectionPool
    let groups = GroupCoordinator()
    let encoders: EncoderPool
    /// Is told of each damaged batch that was set aside; nil leaves damage where it is, and readers end at it.
    let onDamage: (@Sendable (LogDamage) -> Void)?

    init(
        folder: String,
        settings: SQLiteLogSettings,
        state: LogState,
        onDamage: (@Sendable (LogDamage) -> Void)? = nil
    ) {
        self.onDamage = onDamage
        self.folder = folder
        self.settings = settings
        self.state = Mutex(state)
        encoders = EncoderPool(level: settings.compressionLevel)
        queue = CommitQueue(byteLimit: settings.queueBytes, groupBytes: settings.groupBytes)
        pool = ConnectionPool(path: "\(folder)/\(LogFormat.fileName)", access: .readOnly)
    }

    /// Checks that the log can be used.
    ///
    /// - Throws: ``LogError`` with `closed`, or the error that made it fail.
    func check(_ action: @autoclosure () -> String) throws(LogError) {
        let (isClosed, failure) = state.withLock { ($0.isClosed, $0.failure) }
        if let failure { throw failure }
        if isClosed { throw .closed(action()) }
    }

    /// Returns a partition's number in the log.
    ///
    /// - Throws: ``LogError`` with `unknownTopic`.
    func number(of partition: TopicPartition, _ action: @autoclosure () -> String) throws(LogError) -> Int {
        guard let number = state.withLock({ $0.numbers[partition] }) else { throw .unknown(partition, action()) }
        return number
    }

    /// Sends a commit through the writer and waits for its answer.
    ///
    /// - Returns: The base offset of each batch.
    /// - Throws: ``LogError``; nothing was kept.
    func commit(_ submission: Submission) throws(LogError) -> [Int64] {
        try check("committing")
        try queue.add(submission)
        Failpoint.submitted.pass()
        return try submission.wait()
    }

    /// Runs a job on the writer's thread and waits for it.
    ///
    /// - Returns: What the job returns.
    /// - Throws: ``LogError`` of the job.
    func run<Value: Sendable>(
        _ body: @escaping @Sendable (LogWriter) throws(LogError) -> Value
    ) throws(LogError) -> Value {
        try check("changing the log")
        let answer = Monitor<Value?>(nil)
        let job = Job { writer throws(LogError) in
            let value = try body(writer)
            answer.change { $0 = value }
        }
        try queue.add(job)
        try job.wait()
        guard let value = answer.change({ $0 }) else { preconditionFailure("a job that ran has its answer") }
        return value
    }

    /// Encodes a transaction's batches.
    ///
    /// - Throws: ``LogError`` with `unknownTopic`, or `unusable` for a batch that is too large.
    func encode(_ transaction: LogTransaction) throws(LogError) -> [EncodedBatch] {
        var numbers: [Int] = []
        for append in transaction.appends {
            numbers.append(try number(of: append.target, "appending to \(append.target)"))
        }
        return try encoders.encode(transaction, for: numbers)
    }
}

extension LogCore {
    /// Moves a cursor over its next committed batch.
    ///
    /// - Parameters:
    ///   - cursor: The caller's cursor.
    ///   - end: Where the caller wants to stop, exclusive.
    /// - Returns: The batch, nil when there is none yet.
    /// - Throws: ``LogError``: `outOfRange`, `corrupt`, or an error of reading the file.
    func next(_ cursor: PartitionCursor, upTo end: Int64?) throws(LogError) -> RecordBatch? {
        while true {
            switch state.withLock({ $0.place(of: cursor.position, in: cursor.number) }) {
            case .tail(let batch): return cursor.hand(out: batch, upTo: end ?? .max)
            case .stored(let limit):
                do throws(LogError) {
                    if let batch = try cursor.next(upTo: min(limit, end ?? limit)) { return batch }
                } catch {
                    try setAside(error, of: cursor.number)
                    cursor.refresh()
                    continue
                }
                if let end, cursor.position >= end { return nil }
            case .end: return nil
            case .removed(let start): throw .removed(cursor.position..<start, of: cursor.source)
            }
        }
    }

    /// Returns the offset of a position.
    ///
    /// - Throws: ``LogError``, `unknownTopic` among others.
    func resolve(_ position: LogPosition, in partition: TopicPartition) throws(LogError) -> Int64 {
        let number = try number(of: partition, "looking up \(partition)")
        let state = state.withLock { $0.partitions[number] }
        switch position {
        case .offset(let offset): return offset
        case .latest: return state.next
        case .committed(let group):
            if let offset = committedOffset(group: group, in: partition) { return offset }
            return try pool.earliest(of: number, state)
        case .earliest: return try pool.earliest(of: number, state)
        case .time(let milliseconds):
            while true {
                do throws(LogError) {
                    return try pool.offset(at: milliseconds, of: number, state)
                } catch {
                    try setAside(error, of: number)
                }
            }
        }
    }

    func committedOffset(group: String, in partition: TopicPartition) -> Int64? {
        state.withLock { $0.offsets[group]?[partition] }
    }

    /// Makes a cursor.
    ///
    /// - Throws: ``LogError``, `unknownTopic` or `outOfRange` among others.
    func makeCursor(of partition: TopicPartition, from start: LogPosition) throws(LogError) -> PartitionCursor {
        let number = try number(of: partition, "reading \(partition)")
        let offset = max(0, try resolve(start, in: partition))
        let state = state.withLock { $0.partitions[number] }
        if state.settings.cleanup == .delete, offset < state.start {
            throw .removed(offset..<state.start, of: partition)
        }
        return try PartitionCursor(state, number: number, at: offset, pool)
    }
}
