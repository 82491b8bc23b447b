import LogPort

/// A log whose workers, producers and readers tell of every call that they do: the pulse of the loop that uses them.
final class WatchedLog: EventLog {
    private let log: any EventLog
    private let heartbeat: Heartbeat

    init(_ log: any EventLog, heartbeat: Heartbeat) {
        self.log = log
        self.heartbeat = heartbeat
    }

    func topics() throws(LogError) -> [TopicSettings] {
        try log.topics()
    }

    func partitionCount(of topic: String) throws(LogError) -> Int32 {
        try log.partitionCount(of: topic)
    }

    func create(_ topics: [TopicSettings]) throws(LogError) {
        try log.create(topics)
    }

    func resolve(_ position: LogPosition, in partition: TopicPartition) throws(LogError) -> Int64 {
        try log.resolve(position, in: partition)
    }

    func committedOffset(group: String, in partition: TopicPartition) throws(LogError) -> Int64? {
        try log.committedOffset(group: group, in: partition)
    }

    func makeWorker(group: String, topics: [String], member: String) throws(LogError) -> any LogWorker {
        heartbeat.tick()
        return WatchedWorker(try log.makeWorker(group: group, topics: topics, member: member), heartbeat)
    }

    func makeProducer(id: String) throws(LogError) -> any LogProducer {
        WatchedProducer(try log.makeProducer(id: id), heartbeat)
    }

    func makeReader(
        of partition: TopicPartition,
        from start: LogPosition,
        to end: LogPosition?
    ) throws(LogError) -> any LogReader {
        WatchedReader(try log.makeReader(of: partition, from: start, to: end), heartbeat)
    }

    func maintain(nowMilliseconds: Int64) throws(LogError) {
        try log.maintain(nowMilliseconds: nowMilliseconds)
    }

    func close() {
        log.close()
    }
}
