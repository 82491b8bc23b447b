import Lifecycle
import LogPort
import StageKit
import StageRuntime
import Synchronization
import Telemetry

/// Runs a case in one way or another on a memory log, with the runner that runs it in production.
struct StageTrial<S: Stage>: Sendable {
    let subject: StageCase<S>
    let check: StageCheck
    let seed: UInt64

    /// Polls after which a run that has not ended is given up.
    private static var mostPolls: Int { 100_000 }

    var wiring: StageWiring { subject.wiring }
    var group: String { wiring.group }

    /// Records of a batch and of a commit that cut the input into about twenty and twelve pieces.
    var smallBatch: Int { max(1, subject.input.count / 20) }
    var smallCommits: CommitSettings { CommitSettings(maxRecords: max(1, subject.input.count / 12)) }

    func fail(_ message: String) -> StageBroken {
        StageBroken(check: check, seed: seed, message: message)
    }

    /// Makes a log that holds the input, every partition of it in one append.
    func makeLog(_ handOut: HandOut) throws -> MemoryLog {
        let log = MemoryLog(handOut: handOut)
        let kept: [(String, TopicSettings.Cleanup)] = [
            (wiring.input, .delete), (wiring.output, .delete), (wiring.deadLetters, .delete),
            (wiring.changelog, .compact),
        ]
        try log.create(kept.map { TopicSettings(name: $0, partitions: subject.partitions, cleanup: $1) })
        let producer = try log.makeProducer(id: "input")
        var transaction = LogTransaction()
        for partition in 0..<subject.partitions {
            let records = subject.input.filter { $0.partition == partition }.map(\.record)
            if let frames = LogRecord.frames(records) {
                transaction.appends.append(.init(TopicPartition(wiring.input, partition), frames))
            }
        }
        _ = try producer.commit(transaction)
        producer.close()
        return log
    }

    /// True when the group has committed the whole input.
    func isDone(_ log: MemoryLog) -> Bool {
        let committed = log.committedOffsets(of: group)
        return (0..<subject.partitions).allSatisfy { number in
            let partition = TopicPartition(wiring.input, number)
            return log.records(of: partition).isEmpty
                || committed[partition] == log.records(of: partition).last.map { $0.offset + 1 }
        }
    }

    /// Input records that the group has committed.
    func committedRecords(_ log: MemoryLog) -> Int {
        Int(log.committedOffsets(of: group).values.reduce(0, +))
    }

    /// Runs one worker on this thread.
    ///
    /// - Parameters:
    ///   - log: The log.
    ///   - member: The worker's name.
    ///   - commits: When it commits.
    ///   - maxWaitMilliseconds: How long a poll may wait; 0 when nobody else writes.
    ///   - isOver: Asked before each poll; the worker stops when it says so.
    /// - Throws: What ended the worker otherwise.
    func work(
        on log: MemoryLog,
        as member: String = "b",
        commits: CommitSettings,
        maxWaitMilliseconds: Int = 0,
        until isOver: @escaping @Sendable (WorkerProgress) -> Bool
    ) throws {
        let stop = StopFlag()
        let isStuck = Atomic<Bool>(false)
        let directed = DirectedLog(log) { progress in
            guard progress.polls < Self.mostPolls else {
                isStuck.store(true, ordering: .releasing)
                stop.set()
                return .pass
            }
            guard !isOver(progress) else {
                stop.set()
                return .pass
            }
            return .poll(maxWaitMilliseconds: maxWaitMilliseconds)
        }
        let runner = StageRunner(
            stage: subject.makeStage(),
            wiring: wiring,
            limits: subject.limits,
            commits: commits,
            contents: CaseContents(contents: subject.contents),
            log: directed,
            member: member,
            logger: .silent,
            meter: StageMeters(registry: MetricRegistry()).meter(of: wiring.name)
        )
        try runner.run(until: stop)
        if isStuck.load(ordering: .acquiring) {
            throw fail("the worker had not committed its input after \(Self.mostPolls) polls")
        }
    }

    /// Runs one worker until the input is done, and returns what it left.
    func outcome(_ handOut: HandOut, _ commits: CommitSettings) throws -> StageOutcome {
        let log = try makeLog(handOut)
        try work(on: log, commits: commits) { _ in isDone(log) }
        return try outcome(of: log)
    }

    /// Collects what a finished run left.
    func outcome(of log: MemoryLog) throws -> StageOutcome {
        if let violation = log.violations.first {
            throw fail("the runner used the log in a forbidden way: \(violation)")
        }
        var contents: [StageOutcome.Content] = []
        for topic in [wiring.output, wiring.deadLetters, wiring.changelog] {
            for number in 0..<subject.partitions {
                let partition = TopicPartition(topic, number)
                let records = log.records(of: partition).map(\.record)
                contents.append(
                    StageOutcome.Content(
                        partition: partition,
                        records: topic == wiring.changelog ? Self.lastOfEachKey(records) : records
                    )
                )
            }
        }
        return StageOutcome(contents: contents)
    }

    /// The state that a changelog stands for: how often and when it was written is the commits' business.
    private static func lastOfEachKey(_ records: [LogRecord]) -> [LogRecord] {
        var last: [[UInt8]: LogRecord] = [:]
        for record in records {
            last[record.key] = record.value == nil ? nil : record
        }
        return last.values.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { record in
            var record = record
            record.timestampMilliseconds = 0
            return record
        }
    }

    /// Compares a run with the one that the check is about.
    func expect(_ log: MemoryLog, _ wanted: StageOutcome, after what: String) throws {
        if let difference = try wanted.difference(to: outcome(of: log)) {
            throw fail("after \(what): \(difference)")
        }
    }
}
