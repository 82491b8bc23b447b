import Foundation
import LogPort
import Synchronization

/// A log whose worker is silent once, or of whose readers one fails.
final class FaultyLog: LogReading, LogJoining {
    private let log: any LogReading & LogJoining
    private let failingReader: Int?
    private let pausesAfterRecords: Int?
    private let pauseSeconds: Double
    private let readers = Atomic<Int>(0)
    private let batches = Atomic<Int>(0)
    private let pausing = Atomic<Bool>(false)

    init(
        _ log: any LogReading & LogJoining,
        failingReader: Int? = nil,
        pausesAfterRecords: Int? = nil,
        pauseSeconds: Double = 0
    ) {
        self.log = log
        self.failingReader = failingReader
        self.pausesAfterRecords = pausesAfterRecords
        self.pauseSeconds = pauseSeconds
    }

    var isPaused: Bool {
        pausing.load(ordering: .acquiring)
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
        FaultyWorker(self, try log.makeWorker(group: group, topics: topics, member: member))
    }

    func makeReader(
        of partition: TopicPartition,
        from start: LogPosition,
        to end: LogPosition?
    ) throws(LogError) -> any LogReader {
        if readers.add(1, ordering: .relaxed).newValue == failingReader {
            throw LogError(.corrupt, action: "reading \(partition)", message: "planted", remedy: .stop)
        }
        return try log.makeReader(of: partition, from: start, to: end)
    }

    fileprivate func didHandOut(_ event: WorkerEvent) {
        guard case .records = event, batches.add(1, ordering: .relaxed).newValue == pausesAfterRecords else { return }
        pausing.store(true, ordering: .releasing)
        Thread.sleep(forTimeInterval: pauseSeconds)
        pausing.store(false, ordering: .releasing)
    }
}

/// A worker that stops for a while with records in its hands.
private final class FaultyWorker: LogWorker {
    private let log: FaultyLog
    private let worker: any LogWorker

    init(_ log: FaultyLog, _ worker: any LogWorker) {
        self.log = log
        self.worker = worker
    }

    func poll(maxWaitMilliseconds: Int) throws(LogError) -> WorkerEvent {
        let event = try worker.poll(maxWaitMilliseconds: maxWaitMilliseconds)
        log.didHandOut(event)
        return event
    }

    func commit(_ transaction: LogTransaction) throws(LogError) -> [Int64] {
        try worker.commit(transaction)
    }

    func rewind() throws(LogError) {
        try worker.rewind()
    }

    func close() {
        worker.close()
    }
}
