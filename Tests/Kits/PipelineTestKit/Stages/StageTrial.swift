import Lifecycle
import LogPort
import StageKit
import StageRuntime
import Synchronization
import Telemetry

/// Runs a case in one way or another on a memory log, with the runner that runs it in production.
struct StageTrial: Sendable {
    /// Who works: all stages as a chain, or one of them alone.
    enum Mode: Sendable {
        case chain
        case stage(Int)
    }

    /// Makes the stages again, as a restarted worker does: one, or consecutive ones that form a chain.
    let makeStages: @Sendable () -> [any StageBinding]
    let wirings: [StageWiring]
    let input: [StageInput]
    let partitions: Int32
    let contents: CaseContents
    let check: StageCheck
    let seed: UInt64

    /// Polls after which a run that has not ended is given up.
    private static let mostPolls = 100_000

    init<S: Stage>(_ subject: StageCase<S>, check: StageCheck, seed: UInt64) {
        let wiring = subject.wiring
        makeStages = { [BoundStage(stage: subject.makeStage(), wiring: wiring, limits: subject.limits)] }
        wirings = [wiring]
        input = subject.input
        partitions = subject.partitions
        contents = CaseContents(contents: subject.contents)
        self.check = check
        self.seed = seed
    }

    init(_ subject: ChainCase, check: StageCheck, seed: UInt64) {
        makeStages = subject.makeStages
        wirings = subject.makeStages().map(\.wiring)
        input = subject.input
        partitions = subject.partitions
        contents = CaseContents(contents: subject.contents)
        self.check = check
        self.seed = seed
    }

    /// The group of the first stage, which keeps the members of a chain.
    var group: String { wirings[0].group }
    var mode: Mode { wirings.count > 1 ? .chain : .stage(0) }

    /// Records of a batch and of a commit that cut the input into about twenty and twelve pieces.
    var smallBatch: Int { max(1, input.count / 20) }
    var smallCommits: CommitSettings { CommitSettings(maxRecords: max(1, input.count / 12)) }

    func fail(_ message: String) -> StageBroken {
        StageBroken(check: check, seed: seed, message: message)
    }

    /// Makes a log that holds the input, every partition of it in one append.
    func makeLog(_ handOut: HandOut) throws -> MemoryLog {
        let log = MemoryLog(handOut: handOut)
        var topics = [TopicSettings(name: wirings[0].input, partitions: partitions, cleanup: .delete)]
        for wiring in wirings {
            topics += [
                TopicSettings(name: wiring.output, partitions: partitions, cleanup: .delete),
                TopicSettings(name: wiring.deadLetters, partitions: wiring.deadLetterPartitions, cleanup: .delete),
                TopicSettings(name: wiring.changelog, partitions: partitions, cleanup: .compact),
            ]
        }
        try log.create(topics)
        let producer = try log.makeProducer(id: "input")
        var transaction = LogTransaction()
        for partition in 0..<partitions {
            let records = input.filter { $0.partition == partition }.map(\.record)
            if let frames = LogRecord.frames(records) {
                transaction.appends.append(.init(TopicPartition(wirings[0].input, partition), frames))
            }
        }
        _ = try producer.commit(transaction)
        producer.close()
        return log
    }

    /// True when every stage's group has committed the whole of its input.
    func isDone(_ log: MemoryLog) -> Bool {
        wirings.allSatisfy { isDone($0, log) }
    }

    private func isDone(_ wiring: StageWiring, _ log: MemoryLog) -> Bool {
        let committed = log.committedOffsets(of: wiring.group)
        return (0..<partitions).allSatisfy { number in
            let partition = TopicPartition(wiring.input, number)
            return log.records(of: partition).isEmpty
                || committed[partition] == log.records(of: partition).last.map { $0.offset + 1 }
        }
    }

    /// Input records that the first stage's group has committed.
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
    ///   - mode: Who works; nil takes the case's own way.
    ///   - isOver: Asked before each poll; the worker stops when it says so.
    /// - Throws: What ended the worker otherwise.
    func work(
        on log: MemoryLog,
        as member: String = "b",
        commits: CommitSettings,
        maxWaitMilliseconds: Int = 0,
        mode: Mode? = nil,
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
        try runner(mode ?? self.mode, directed, member, commits).run(until: stop)
        if isStuck.load(ordering: .acquiring) {
            throw fail("the worker had not committed its input after \(Self.mostPolls) polls")
        }
    }

    private func runner(
        _ mode: Mode,
        _ log: DirectedLog,
        _ member: String,
        _ commits: CommitSettings
    ) -> StageRunner {
        let meters = StageMeters(registry: MetricRegistry())
        switch mode {
        case .chain:
            return StageRunner(
                chain: makeStages(),
                commits: commits,
                contents: contents,
                log: log,
                member: member,
                logger: .silent,
                meters: wirings.map { meters.meter(of: $0.name) }
            )
        case .stage(let index):
            return StageRunner(
                stage: makeStages()[index],
                commits: commits,
                contents: contents,
                log: log,
                member: member,
                logger: .silent,
                meter: meters.meter(of: wirings[index].name)
            )
        }
    }

    /// Runs each stage alone, one after the other, until its input is done: what every other way has to equal.
    func workOneByOne(on log: MemoryLog, commits: CommitSettings) throws {
        for (index, wiring) in wirings.enumerated() {
            try work(on: log, commits: commits, mode: .stage(index)) { _ in isDone(wiring, log) }
        }
    }

    /// Collects what a finished run left.
    func outcome(of log: MemoryLog) throws -> StageOutcome {
        if let violation = log.violations.first {
            throw fail("the runner used the log in a forbidden way: \(violation)")
        }
        var contents: [StageOutcome.Content] = []
        for wiring in wirings {
            contents += content(of: wiring.output, partitions, log) { $0 }
            contents += content(of: wiring.deadLetters, wiring.deadLetterPartitions, log) { letters in
                // Stages and partitions that share a topic write in any order between each other.
                (0..<partitions).flatMap { number in
                    letters.filter { $0.key.starts(with: Array("\(wiring.input)/\(number)/".utf8)) }
                }
            }
            contents += content(of: wiring.changelog, partitions, log, Self.lastOfEachKey)
        }
        return StageOutcome(contents: contents)
    }

    private func content(
        of topic: String,
        _ partitions: Int32,
        _ log: MemoryLog,
        _ choose: ([LogRecord]) -> [LogRecord]
    ) -> [StageOutcome.Content] {
        (0..<partitions).map { number in
            let partition = TopicPartition(topic, number)
            return StageOutcome.Content(
                partition: partition,
                records: choose(log.records(of: partition).map(\.record))
            )
        }
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
