package import EventModel
package import LogPort

/// The spool as the intake sees it: a log that takes every topic of the bridge, and whose reader knows its counters.
///
/// At its start the intake reads recent records. A spool has no groups: no offset is ever committed in it.
package final class SpoolLog: LogReading, LogWriting {
    /// The id under which the log stores how far this spool was forwarded.
    package let identity: String
    /// Whether the spool is new: only the log knows the doors' earlier positions.
    package let isNew: Bool

    /// Its records that the log does not have yet.
    package let tally: SpoolTally

    private let storage: any SpoolStorage
    private let settings: SpoolSettings

    /// Opens a spool, and makes it when it is not there.
    ///
    /// - Parameters:
    ///   - storage: Where it is kept.
    ///   - settings: Its bounds.
    /// - Throws: ``LogError`` when the storage cannot be used.
    package init(storage: any SpoolStorage, settings: SpoolSettings) throws(LogError) {
        self.storage = storage
        self.settings = settings
        try storage.log.create(SpoolTopics.settings)
        let established = try SpoolIdentity.establish(in: storage.log)
        identity = established.identity.spool
        isNew = established.isNew
        tally = SpoolTally(initialEnd: try storage.log.resolve(.latest, in: SpoolTopics.records))
    }

    /// Takes over the positions in files and source topics from the log, so that doors do not read again what it has.
    ///
    /// - Parameter counters: The log's counters of this bridge's doors.
    /// - Throws: ``LogError`` when the spool cannot be written.
    package func adopt(_ counters: [DoorCounters]) throws(LogError) {
        var builder = RecordBatchBuilder()
        for known in counters where known.position != nil || known.nextOffset != nil {
            var place = DoorCounters(door: known.door)
            place.position = known.position
            place.nextOffset = known.nextOffset
            place.lastRecord = known.lastRecord
            builder.append(key: place.door, payload: place)
        }
        guard !builder.isEmpty else { return }
        var transaction = LogTransaction()
        transaction.append(&builder, to: SpoolTopics.changelog)
        let producer = try storage.log.makeProducer(id: "spool")
        defer { producer.close() }
        _ = try producer.commit(transaction)
    }

    /// The least urgent priority that there is room for; nil for all.
    package var leastKept: Priority? {
        settings.leastKept(storedBytes: storage.storedBytes)
    }

    package func topics() throws(LogError) -> [TopicSettings] {
        try storage.log.topics()
    }

    /// One for every topic: the forwarder chooses the log's partitions.
    package func partitionCount(of topic: String) throws(LogError) -> Int32 {
        1
    }

    package func resolve(_ position: LogPosition, in partition: TopicPartition) throws(LogError) -> Int64 {
        try storage.log.resolve(position, in: Self.place(of: partition))
    }

    package func committedOffset(group: String, in partition: TopicPartition) throws(LogError) -> Int64? {
        try storage.log.committedOffset(group: group, in: Self.place(of: partition))
    }

    package func makeProducer(id: String) throws(LogError) -> any LogProducer {
        try SpoolProducer(storage, settings, tally, id: id)
    }

    /// What the log behind it takes, the forwarder knows (``RecordLimits``).
    package func recordLimit(of topic: String) throws(LogError) -> Int? {
        nil
    }

    package func makeReader(
        of partition: TopicPartition,
        from start: LogPosition,
        to end: LogPosition?
    ) throws(LogError) -> any LogReader {
        guard partition != SpoolTopics.changelog else {
            return try storage.log.makeReader(of: partition, from: start, to: end)
        }
        return SpoolTopicReader(
            try storage.log.makeReader(of: SpoolTopics.records, from: start, to: end),
            of: partition
        )
    }

    /// One partition holds the records of all topics except the counters.
    private static func place(of partition: TopicPartition) -> TopicPartition {
        partition == SpoolTopics.changelog ? partition : SpoolTopics.records
    }
}
