import EventModel
import FeatureExtraction
import Foundation
import KafkaLog
import Lifecycle
import LogPort
import PipelineTestKit
import StageKit
import StageRuntime
import Synchronization
import Telemetry
import Testing

/// The feature stage with its topics on the test cluster, and what one worker alone makes of the same input.
final class KafkaStageTrial: Sendable {
    let log: KafkaLog
    private let partitions: Int32

    private static func wiring(_ output: String, _ changelog: String, _ name: String) -> StageWiring {
        StageWiring(
            name: name,
            input: "in",
            output: output,
            changelog: changelog,
            deadLetters: "dead-\(name)",
            deadLetterPartitions: 1
        )
    }

    private static let tried = wiring("out", "state", "features")
    private static let alone = wiring("out-alone", "state-alone", "alone")

    init(partitions: Int32) throws {
        self.partitions = partitions
        var settings = TestCluster.settings()
        settings.transactionTimeoutMilliseconds = 3_000
        log = try KafkaLog(settings)
        try log.make("in", "out", "out-alone", partitions: partitions)
        try log.make("state", "state-alone", partitions: partitions, cleanup: .compact)
        try log.make("dead-features", "dead-alone")
    }

    /// Appends input in one transaction.
    func append(_ input: ArraySlice<StageInput>) throws {
        let producer = try log.makeProducer(id: "bridge")
        defer { producer.close() }
        var transaction = LogTransaction()
        for partition in 0..<partitions {
            let records = input.filter { $0.partition == partition }.map(\.record)
            if let frames = LogRecord.frames(records) {
                transaction.appends.append(.init(TopicPartition("in", partition), frames))
            }
        }
        _ = try producer.commit(transaction)
    }

    /// Starts a worker on its own thread.
    func start(
        _ member: String,
        failingReader: Int? = nil,
        pausesAfterRecords: Int? = nil,
        pauseSeconds: Double = 0
    ) -> TrialWorker {
        let log = FaultyLog(
            log,
            failingReader: failingReader,
            pausesAfterRecords: pausesAfterRecords,
            pauseSeconds: pauseSeconds
        )
        return TrialWorker(log, Self.tried, member)
    }

    /// Input records that the group has committed.
    func committed() throws -> Int {
        try committed(Self.tried.group)
    }

    /// Counted, not subtracted: markers of the input's transactions have offsets, too.
    private func committed(_ group: String) throws -> Int {
        var count = 0
        for partition in 0..<partitions {
            let source = TopicPartition("in", partition)
            guard let next = try log.committedOffset(group: group, in: source) else { continue }
            count += try log.read(source).count { $0.offset < next }
        }
        return count
    }

    func waitForCommits(upTo count: Int) throws {
        try waitUntil("\(count) records are committed", seconds: 60) { try committed() >= count }
    }

    /// Lets one worker of another group decide the same input alone, and compares all that both left.
    func expectEqualToOneWorker(records: Int) throws {
        let worker = TrialWorker(FaultyLog(log), Self.alone, "0")
        try waitUntil("one worker alone is done", seconds: 60) { try committed(Self.alone.group) >= records }
        worker.stop.set()
        try worker.join()
        var outputs = 0
        for partition in 0..<partitions {
            let mine = try log.read(TopicPartition("out", partition)).map(\.record)
            let wanted = try log.read(TopicPartition("out-alone", partition)).map(\.record)
            outputs += wanted.count
            #expect(mine.count == wanted.count, "partition \(partition)")
            #expect(mine == wanted, "partition \(partition)")
            let state = try state("state", partition)
            let wantedState = try self.state("state-alone", partition)
            #expect(state == wantedState, "state of partition \(partition)")
            #expect(!wantedState.isEmpty)
        }
        // Each alert has one vector; nothing is dead.
        #expect(outputs == records)
        #expect(try log.read(TopicPartition("dead-features", 0)).isEmpty)
    }

    /// The last record of each key; how often it was written is the commits' business.
    private func state(_ topic: String, _ partition: Int32) throws -> [String: [UInt8]] {
        var last: [String: [UInt8]] = [:]
        for placed in try log.read(TopicPartition(topic, partition)) {
            let key = String(decoding: placed.record.key, as: UTF8.self)
            last[key] = placed.record.value.map { placed.record.headers + $0 }
        }
        return last
    }
}

/// A stage's runner on a thread.
final class TrialWorker: Sendable {
    let stop = StopFlag()
    private let log: FaultyLog
    private let outcome = Mutex<Result<Void, StageFault>?>(nil)
    private let ended = DispatchSemaphore(value: 0)

    /// Starts at once.
    init(_ log: FaultyLog, _ wiring: StageWiring, _ member: String) {
        self.log = log
        let thread = Thread { [self] in
            let runner = StageRunner(
                stage: BoundStage(
                    stage: FeatureStage(),
                    wiring: wiring,
                    limits: StateLimits(maxKeys: 1_000, maxAgeNanoseconds: 48 * 3_600_000_000_000)
                ),
                commits: CommitSettings(intervalMilliseconds: 50, maxRecords: 7),
                contents: NoContents(),
                log: log,
                member: member,
                logger: .silent,
                meter: StageMeters(registry: MetricRegistry()).meter(of: wiring.name)
            )
            let result: Result<Void, StageFault>
            do throws(StageFault) {
                try runner.run(until: stop)
                result = .success(())
            } catch {
                result = .failure(error)
            }
            outcome.withLock { $0 = result }
            ended.signal()
        }
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// Whether it has begun its silence and not ended it.
    var isPaused: Bool {
        log.isPaused
    }

    /// Waits until it has ended, and throws what ended it otherwise.
    func join() throws {
        guard ended.wait(timeout: .now() + 60) == .success else { throw Missed(what: "the worker did not end") }
        try outcome.withLock { try $0?.get() }
    }
}

/// A log that holds no models.
struct NoContents: ContentSource {
    func content(_ digest: Digest) throws(LogError) -> [UInt8]? {
        nil
    }
}
