/// The part of a durable log that only reads: topics, positions and records; its engines are Kafka and the embedded
/// log.
///
/// The port is split by capability, so that a part's type limits what it can do: ``LogReading``, ``LogWriting``,
/// ``LogJoining``, ``LogKeeping`` and ``LogClosing``; ``EventLog`` is all of them. Code with only a `LogReading`
/// (replay, ledger, lag, search) cannot change the log.
///
/// Topics, partitions, offsets, groups and committed offsets mean what they mean in Kafka. Records are passed as
/// batches of borrowed bytes (``RecordBatch``); only stages decode payloads. All calls may block and so belong on
/// threads of their own, never on Swift's cooperative pool. An engine is shared by threads; the workers, producers and
/// readers it makes are used by one thread each. The contract of each of them is in its type comment, numbered;
/// `verifyEventLog` in `PipelineTestKit` checks them in that order against any engine.
///
/// 1. Offsets of a partition start at 0 and only rise; an offset is never reused, also not after retention.
/// 2. A committed offset of a group survives a restart, and changes only together with the outputs of its transaction.
/// 3. `resolve(.time)` finds the first record with a timestamp at or after the given one.
/// 4. Reading goes on while others write; a reader never sees half a transaction.
package protocol LogReading: AnyObject, Sendable {
    /// Returns every topic, by name.
    func topics() throws(LogError) -> [TopicSettings]

    /// Returns the partition count of a topic.
    ///
    /// Takes no more rights on a cluster than seeing that topic, while ``topics()`` reads every topic's configuration.
    func partitionCount(of topic: String) throws(LogError) -> Int32

    /// Returns the offset of a position.
    func resolve(_ position: LogPosition, in partition: TopicPartition) throws(LogError) -> Int64

    /// Returns where a group goes on in a partition, nil when it has committed nothing there.
    func committedOffset(group: String, in partition: TopicPartition) throws(LogError) -> Int64?

    /// Opens a reader of one partition.
    ///
    /// - Parameters:
    ///   - partition: What to read.
    ///   - start: Where to begin.
    ///   - end: Where to stop (resolved now, exclusive); nil continues with what is committed later.
    /// - Returns: A reader that starts at the first record at or after the start.
    /// - Throws: ``LogError``, `unknownTopic` or `outOfRange` among others.
    func makeReader(
        of partition: TopicPartition,
        from start: LogPosition,
        to end: LogPosition?
    ) throws(LogError) -> any LogReader

    /// Returns every range that was set aside because it was damaged, of one partition or of all, by partition and offset.
    ///
    /// Always empty for an engine that keeps no files of its own.
    func damage(in partition: TopicPartition?) throws(LogError) -> [LogDamage]

    /// How damage of the log's own files is mended; nil for an engine that keeps none, and for one that is only read.
    var mending: (any LogMending)? { get }
}

extension LogReading {
    package func damage(in partition: TopicPartition?) throws(LogError) -> [LogDamage] {
        []
    }

    /// The ranges of a partition that were set aside and whose place nothing has taken yet.
    package func unsettledDamage(in partition: TopicPartition) throws(LogError) -> [LogDamage] {
        try damage(in: partition).filter { $0.remedy == nil }
    }

    /// The engine itself, if it mends.
    package var mending: (any LogMending)? {
        self as? any LogMending
    }

    /// Looks for the topic in the list of all.
    package func partitionCount(of topic: String) throws(LogError) -> Int32 {
        guard let settings = try topics().first(where: { $0.name == topic }) else {
            throw LogError(
                .unknownTopic,
                action: "looking up topic \(topic)",
                message: "the log has no topic of this name; `eyrie up` or `eyrie topics apply` creates the topics",
                remedy: .stop
            )
        }
        return settings.partitions
    }

    /// Calls `body` with each record of a range of one partition, in offset order; the views must not escape.
    ///
    /// Memory: one batch. A range that ends with `.latest` ends where the partition ended at the call.
    ///
    /// - Parameters:
    ///   - partition: What to read.
    ///   - start: Where to begin.
    ///   - end: Where to stop, exclusive.
    ///   - body: Called on the caller's thread.
    /// - Throws: What the body throws, or ``LogError``.
    package func forEach(
        in partition: TopicPartition,
        from start: LogPosition = .earliest,
        to end: LogPosition = .latest,
        _ body: (RecordView) throws -> Void
    ) throws {
        let reader = try makeReader(of: partition, from: start, to: end)
        defer { reader.close() }
        while let batch = try reader.next(maxWaitMilliseconds: 0) {
            try batch.visit(body)
        }
    }

    /// Calls `body` with each record of a range of one partition, in offset order, where the body throws log errors alone.
    ///
    /// The same as the other one, for callers that throw ``LogError``: Swift has no type for "this error or that".
    package func forEach(
        in partition: TopicPartition,
        from start: LogPosition = .earliest,
        to end: LogPosition = .latest,
        _ body: (RecordView) throws(LogError) -> Void
    ) throws(LogError) {
        let reader = try makeReader(of: partition, from: start, to: end)
        defer { reader.close() }
        while let batch = try reader.next(maxWaitMilliseconds: 0) {
            try batch.visit(body)
        }
    }
}
