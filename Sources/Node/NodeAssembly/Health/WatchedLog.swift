import LogPort

/// A log whose workers, producers and readers report every call to the heartbeat of the loop that uses them.
///
/// It has only the operations that its user needs; ``Heartbeat`` makes it.
final class WatchedLog<Base: LogReading>: LogReading {
    private let log: Base
    private let heartbeat: Heartbeat

    fileprivate init(_ log: Base, _ heartbeat: Heartbeat) {
        self.log = log
        self.heartbeat = heartbeat
    }

    func damage(in partition: TopicPartition?) throws(LogError) -> [LogDamage] {
        try log.damage(in: partition)
    }

    var mending: (any LogMending)? {
        log.mending
    }

    func topics() throws(LogError) -> [TopicSettings] {
        try log.topics()
    }

    func partitionCount(of topic: String) throws(LogError) -> Int32 {
        try log.partitionCount(of: topic)
    }

    func resolve(_ position: LogPosition, in partition: TopicPartition) throws(LogError) -> Int64 {
        try log.resolve(position, in: partition)
    }

    func committedOffset(group: String, in partition: TopicPartition) throws(LogError) -> Int64? {
        try log.committedOffset(group: group, in: partition)
    }

    func makeReader(
        of partition: TopicPartition,
        from start: LogPosition,
        to end: LogPosition?
    ) throws(LogError) -> any LogReader {
        WatchedReader(try log.makeReader(of: partition, from: start, to: end), heartbeat)
    }
}

extension WatchedLog: LogWriting where Base: LogWriting {
    func makeProducer(id: String) throws(LogError) -> any LogProducer {
        WatchedProducer(try log.makeProducer(id: id), heartbeat)
    }

    func recordLimit(of topic: String) throws(LogError) -> Int? {
        try log.recordLimit(of: topic)
    }
}

extension WatchedLog: LogJoining where Base: LogJoining {
    func makeWorker(group: String, topics: [String], member: String) throws(LogError) -> any LogWorker {
        heartbeat.tick()
        return WatchedWorker(try log.makeWorker(group: group, topics: topics, member: member), heartbeat)
    }
}

extension WatchedLog: LogChaining where Base: LogChaining {
    func makeChain(_ links: [ChainLink], member: String) throws(LogError) -> any LogWorker {
        heartbeat.tick()
        return WatchedWorker(try log.makeChain(links, member: member), heartbeat)
    }
}

extension Heartbeat {
    /// Returns the log for a loop that only reads.
    func watching(_ log: some LogReading) -> any LogReading {
        WatchedLog(log, self)
    }

    /// Returns the log for a loop that reads and appends.
    func watching(_ log: some LogReading & LogWriting) -> any LogReading & LogWriting {
        WatchedLog(log, self)
    }

    /// Returns the log for the worker of a chain.
    func watching(_ log: some LogReading & LogChaining) -> any LogReading & LogChaining {
        WatchedLog(log, self)
    }

    /// Returns the log for the worker of a stage.
    func watching(_ log: some LogReading & LogJoining) -> any LogReading & LogJoining {
        WatchedLog(log, self)
    }
}
