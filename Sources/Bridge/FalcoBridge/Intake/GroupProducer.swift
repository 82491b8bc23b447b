import LogPort

/// The writer's producer, which is recreated when the outcome of a commit is unknown.
///
/// One thread uses it.
struct GroupProducer {
    private let log: any LogReading & LogWriting
    private let id: String
    private var producer: any LogProducer

    /// Makes the producer, which settles an open transaction of an earlier one.
    ///
    /// - Throws: ``LogError``.
    init(_ log: any LogReading & LogWriting, id: String) throws(LogError) {
        self.log = log
        self.id = id
        producer = try log.makeProducer(id: id)
    }

    /// Keeps a group's records and its counters, all or nothing.
    ///
    /// - Throws: ``LogError``; after `rewind` the outcome is unknown.
    func commit(_ records: [LogTransaction.Append], counters: RecordFrames?) throws(LogError) {
        let changelog = counters.map { LogTransaction.Append(DoorChangelog.partition, $0) }
        _ = try producer.commit(LogTransaction(appends: records + (changelog.map { [$0] } ?? [])))
    }

    /// Makes a new producer and reads the stored counters of each door.
    ///
    /// - Throws: ``LogError``; after `stop` the log accepts nothing any more.
    mutating func renew() throws(LogError) -> [String: DoorCounters] {
        producer.close()
        producer = try log.makeProducer(id: id)
        return try DoorChangelog.read(log)
    }

    func close() {
        producer.close()
    }
}
