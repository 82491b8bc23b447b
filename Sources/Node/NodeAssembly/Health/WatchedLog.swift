import LogPort

/// A log whose workers, producers and readers tell of every call that they do: the pulse of the loop that uses them.
///
/// It can do what the log behind it can do and its user is meant to do, nothing else: made by ``Heartbeat``.
final class WatchedLog<Base: LogReading>: LogReading {
    private let log: Base
    private let heartbeat: Heartbeat

    fileprivate init(_ log: Base, _ heartbeat: Heartbeat) {
        self.log = log
        self.heartbeat = heartbeat
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
    /// Returns the log as a loop sees it that only reads.
    func watching(_ log: some LogReading) -> any LogReading {
        WatchedLog(log, self)
    }

    /// Returns the log as a loop sees it that reads and appends.
    func watching(_ log: some LogReading & LogWriting) -> any LogReading & LogWriting {
        WatchedLog(log, self)
    }

    /// Returns the log as the worker of a chain sees it.
    func watching(_ log: some LogReading & LogChaining) -> any LogReading & LogChaining {
        WatchedLog(log, self)
    }

    /// Returns the log as the worker of a stage sees it.
    func watching(_ log: some LogReading & LogJoining) -> any LogReading & LogJoining {
        WatchedLog(log, self)
    }
}
