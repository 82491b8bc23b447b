import LogPort

/// What a worker of a ``DirectedLog`` has done so far.
struct WorkerProgress: Sendable {
    /// Polls that the director let through.
    var polls = 0
    /// Commits that succeeded.
    var commits = 0
    /// True when records came after the last commit.
    var hasWork = false
}

/// A log whose workers ask before each poll whether to go on: so a test stops a runner at a stated place.
///
/// It never lets a worker wait longer than the director says, and hands everything else through.
final class DirectedLog: LogReading, LogJoining, LogChaining {
    enum Step: Sendable {
        /// Poll, waiting this long.
        case poll(maxWaitMilliseconds: Int)
        /// Answer `idle` without a call: the runner looks at its stop flag next.
        case pass
    }

    typealias Director = @Sendable (WorkerProgress) -> Step

    private let log: MemoryLog
    private let director: Director

    init(_ log: MemoryLog, director: @escaping Director) {
        self.log = log
        self.director = director
    }

    func topics() throws(LogError) -> [TopicSettings] {
        try log.topics()
    }

    func resolve(_ position: LogPosition, in partition: TopicPartition) throws(LogError) -> Int64 {
        try log.resolve(position, in: partition)
    }

    func committedOffset(group: String, in partition: TopicPartition) throws(LogError) -> Int64? {
        try log.committedOffset(group: group, in: partition)
    }

    func makeWorker(group: String, topics: [String], member: String) throws(LogError) -> any LogWorker {
        DirectedWorker(try log.makeWorker(group: group, topics: topics, member: member), director: director)
    }

    func makeChain(_ links: [ChainLink], member: String) throws(LogError) -> any LogWorker {
        DirectedWorker(try log.makeChain(links, member: member), director: director)
    }

    func makeReader(
        of partition: TopicPartition,
        from start: LogPosition,
        to end: LogPosition?
    ) throws(LogError) -> any LogReader {
        try log.makeReader(of: partition, from: start, to: end)
    }
}

/// A worker of a ``DirectedLog``.
private final class DirectedWorker: LogWorker {
    private let worker: any LogWorker
    private let director: DirectedLog.Director
    private var progress = WorkerProgress()

    init(_ worker: any LogWorker, director: @escaping DirectedLog.Director) {
        self.worker = worker
        self.director = director
    }

    func poll(maxWaitMilliseconds: Int) throws(LogError) -> WorkerEvent {
        switch director(progress) {
        case .poll(let longest):
            progress.polls += 1
            let event = try worker.poll(maxWaitMilliseconds: min(maxWaitMilliseconds, longest))
            if case .records = event {
                progress.hasWork = true
            }
            return event
        case .pass:
            return .idle
        }
    }

    func commit(_ transaction: LogTransaction) throws(LogError) -> [Int64] {
        let bases = try worker.commit(transaction)
        progress.commits += 1
        progress.hasWork = false
        return bases
    }

    func rewind() throws(LogError) {
        try worker.rewind()
    }

    func close() {
        worker.close()
    }
}
