import Database
import Lifecycle
package import LogPort
import Synchronization

/// The embedded engine of the event log: one SQLite file in one folder, owned by one process.
///
/// Batches of records are rows, as in Kafka; one thread writes and makes the commits of all bridges and stages durable in
/// groups (`synchronous=FULL`); readers keep no connection and no snapshot. Memory is bounded by ``SQLiteLogSettings``.
/// Limits: 2^22 partitions, 2^40 offsets a partition, 64 MiB of frames a batch.
package final class SQLiteLog: EventLog, LogChaining {
    /// The log's folder.
    package let folder: String

    let core: LogCore
    private let writer: LogWriter
    private let maintenance: LogMaintenance
    private let lock: FolderLock

    /// Opens the log of a folder for writing, and creates folder and file if needed.
    ///
    /// - Parameters:
    ///   - folder: The log's folder.
    ///   - settings: How to trade memory, latency and space.
    ///   - onDamage: Is told of each damaged batch, which is set aside when it is read: its bytes are kept, and readers
    ///     go on behind it. nil leaves damage where it is, and readers end there with an error. Called on any thread.
    /// - Throws: ``LogError`` with `unusable`: another process owns the folder, the file belongs to another program or
    ///   has an unknown version, or the path allows no writing.
    package init(
        folder: String,
        settings: SQLiteLogSettings = SQLiteLogSettings(),
        onDamage: (@Sendable (LogDamage) -> Void)? = nil
    ) throws(LogError) {
        try Failpoint.check()
        self.folder = folder
        try FolderRights.make(folder)
        FolderRights.tighten(folder, files: LogFormat.fileNames)
        lock = try FolderLock(folder: folder)
        FolderRights.makeFile("\(folder)/\(LogFormat.fileName)")
        let connection = try WriterConnection(path: "\(folder)/\(LogFormat.fileName)")
        try FolderSync.sync(folder)
        let state = try LogState.load(
            from: connection.database,
            tailBytes: settings.tailCacheBytes,
            countingBytes: true
        )
        core = LogCore(folder: folder, settings: settings, state: state, onDamage: onDamage)
        writer = LogWriter(connection, core)
        maintenance = LogMaintenance(core)
        writer.start()
        maintenance.start()
    }

    deinit {
        close()
    }

    package func topics() throws(LogError) -> [TopicSettings] {
        try core.check("listing topics")
        return core.state.withLock { $0.topics.values.sorted { $0.name < $1.name } }
    }

    package func create(_ topics: [TopicSettings]) throws(LogError) {
        try core.run { writer throws(LogError) in try writer.create(topics) }
    }

    package func resolve(_ position: LogPosition, in partition: TopicPartition) throws(LogError) -> Int64 {
        try core.check("looking up \(partition)")
        return try core.resolve(position, in: partition)
    }

    package func committedOffset(group: String, in partition: TopicPartition) throws(LogError) -> Int64? {
        try core.check("looking up \(partition)")
        _ = try core.number(of: partition, "looking up \(partition)")
        return core.committedOffset(group: group, in: partition)
    }

    package func makeWorker(group: String, topics: [String], member: String) throws(LogError) -> any LogWorker {
        try SQLiteLogWorker(core, topics.map { ChainLink(group: group, topic: $0) }, member: member)
    }

    package func makeChain(_ links: [ChainLink], member: String) throws(LogError) -> any LogWorker {
        try SQLiteLogWorker(core, links, member: member)
    }

    package func makeProducer(id: String) throws(LogError) -> any LogProducer {
        try core.check("opening producer \(id)")
        return SQLiteLogProducer(core)
    }

    package func recordLimit(of topic: String) throws(LogError) -> Int? {
        nil
    }

    package func makeReader(
        of partition: TopicPartition,
        from start: LogPosition,
        to end: LogPosition?
    ) throws(LogError) -> any LogReader {
        try core.check("reading \(partition)")
        let cursor = try core.makeCursor(of: partition, from: start)
        let limit: Int64? = if let end { try core.resolve(end, in: partition) } else { nil }
        return SQLiteLogReader(core, cursor, end: limit)
    }

    /// Applies retention and compaction to all partitions now, whatever the engine's own thresholds are.
    package func maintain(nowMilliseconds: Int64) throws(LogError) {
        try core.check("maintaining the log")
        try maintenance.run(nowMilliseconds: nowMilliseconds, isForced: true)
    }

    /// Answers every waiting commit, moves the journal into the database, and releases the folder.
    package func close() {
        let waiters = core.state.withLock { state -> [Waiter] in
            state.isClosed = true
            return state.takeWaiters()
        }
        for waiter in waiters {
            waiter.ring()
        }
        core.groups.ringAll()
        maintenance.stop()
        core.queue.close()
        writer.join()
        core.pool.close()
        core.state.withLock { $0.tail.removeAll() }
        lock.release()
    }
}

extension SQLiteLog {
    /// Removes the batches of a partition that lie wholly before an offset, as Kafka's DeleteRecords does.
    ///
    /// - Parameters:
    ///   - offset: The first offset that stays; may be the end of the partition.
    ///   - partition: Of a topic that is not compacted.
    /// - Throws: ``LogError``; what was not removed stays readable.
    package func removeRecords(before offset: Int64, in partition: TopicPartition) throws(LogError) {
        try core.check("removing records of \(partition)")
        let number = try core.number(of: partition, "removing records of \(partition)")
        while try core.run({ writer throws(LogError) in try writer.removeBatches(of: number, before: offset) }) {}
    }

    /// Bytes of a partition's batches as they are stored, without what the database needs around them.
    ///
    /// - Throws: ``LogError``, `unknownTopic` among others.
    package func storedBytes(in partition: TopicPartition) throws(LogError) -> Int {
        let number = try core.number(of: partition, "measuring \(partition)")
        return core.state.withLock { $0.partitions[number].storedBytes }
    }
}
