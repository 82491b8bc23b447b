/// The port to the durable log; its engines are Kafka and the embedded SQLite log.
///
/// Topics, partitions, offsets, groups and committed offsets mean what they mean in Kafka. Everything speaks batches of
/// borrowed bytes (``RecordBatch``); payloads are the business of stages. All calls may block and so belong on threads
/// of their own, never on Swift's cooperative pool. An engine is shared by threads; the workers, producers and readers
/// it makes are used by one thread each. The contract of each of them stands in its type comment, numbered;
/// `verifyEventLog` in `PipelineTestKit` checks them in that order against any engine.
///
/// 1. A created topic keeps its partition count for ever; creating it again with the same count changes nothing, with
///    another count is refused (`unusable`).
/// 2. Offsets of a partition start at 0 and only rise; an offset is never reused, also not after retention.
/// 3. A committed offset of a group survives a restart, and changes only together with the outputs of its transaction.
/// 4. `resolve(.time)` finds the first record with a timestamp at or after the given one.
/// 5. Reading goes on while others write; a reader never sees half a transaction.
package protocol EventLog: AnyObject, Sendable {
    /// Returns every topic, by name.
    func topics() throws(LogError) -> [TopicSettings]

    /// Returns the partition count of a topic.
    ///
    /// Takes no more rights on a cluster than seeing that topic, while ``topics()`` reads every topic's configuration.
    func partitionCount(of topic: String) throws(LogError) -> Int32

    /// Creates the topics that are not there.
    func create(_ topics: [TopicSettings]) throws(LogError)

    /// Returns the offset that a position stands for.
    func resolve(_ position: LogPosition, in partition: TopicPartition) throws(LogError) -> Int64

    /// Returns where a group goes on in a partition, nil when it has committed nothing there.
    func committedOffset(group: String, in partition: TopicPartition) throws(LogError) -> Int64?

    /// Joins a group.
    ///
    /// - Parameters:
    ///   - group: The consumer group.
    ///   - topics: What to read; their partitions are shared among the members.
    ///   - member: A name that is stable over restarts (worker ordinal); a second member of the same name fences the
    ///     first.
    /// - Returns: The member; its first polls assign partitions.
    /// - Throws: ``LogError``, `unknownTopic` among others.
    func makeWorker(group: String, topics: [String], member: String) throws(LogError) -> any LogWorker

    /// Opens a producer; `id` is stable over restarts, and a second producer of the same id fences the first on Kafka.
    func makeProducer(id: String) throws(LogError) -> any LogProducer

    /// Opens a reader of one partition.
    ///
    /// - Parameters:
    ///   - partition: What to read.
    ///   - start: Where to begin.
    ///   - end: Where to stop (resolved now, exclusive); nil goes on with what is committed later.
    /// - Returns: A reader that starts at the first record at or after the start.
    /// - Throws: ``LogError``, `unknownTopic` or `outOfRange` among others.
    func makeReader(
        of partition: TopicPartition,
        from start: LogPosition,
        to end: LogPosition?
    ) throws(LogError) -> any LogReader

    /// Applies retention and compaction once, as of the given time; engines that do it themselves return at once.
    func maintain(nowMilliseconds: Int64) throws(LogError)

    /// Ends all work; handles made from here throw `closed` afterwards.
    func close()
}

extension EventLog {
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
}
