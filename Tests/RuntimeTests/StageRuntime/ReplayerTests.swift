import EventModel
import LogPort
import PipelineTestKit
import Replay
import StageKit
import StageRuntime
import Testing

@Suite("Replay")
struct ReplayerTests {
    private static let wirings = [("first", "notes", "sums"), ("second", "sums", "totals")].map(wiring)
    private static let limits = StateLimits(maxKeys: 4, maxAgeNanoseconds: 30_000_000_000)

    private static func wiring(_ name: String, _ input: String, _ output: String) -> StageWiring {
        StageWiring(
            name: name,
            input: input,
            output: output,
            changelog: "\(output).changelog",
            deadLetters: "letters",
            deadLetterPartitions: 1
        )
    }

    private static func stages(_ wirings: [StageWiring] = wirings, extra: Int64 = 0) -> [ReplayStage] {
        wirings.map { wiring in
            ReplayStage(wiring: wiring) { partition, contents in
                PartitionProcessor(
                    stage: SumStage(extra: extra),
                    wiring: wiring,
                    partition: partition,
                    limits: limits,
                    contents: contents
                )
            }
        }
    }

    /// A log with 300 notes and what two stages made of them live, committed in batches of other borders.
    private static func liveLog(seed: UInt64) throws -> MemoryLog {
        var random = SeededGenerator(seed: seed)
        let log = MemoryLog(handOut: .random(seed: seed, limit: 9))
        let names = ["notes", "sums", "totals", "sums.changelog", "totals.changelog", "letters"]
        try log.create(names.map { TopicSettings(name: $0, partitions: 1, cleanup: .delete) })
        let producer = try log.makeProducer(id: "test")
        let notes = (0..<300).map { index in
            random.oneIn(30)
                ? ProcessorDriver.control(
                    .setThreshold(Milli(thousandths: Int32(random.below(5)))),
                    at: ProcessorDriver.seconds(Int64(index))
                )
                : ProcessorDriver.note(
                    "k\(random.below(8))",
                    Int64(random.below(20)) - 1,
                    at: ProcessorDriver.seconds(Int64(index))
                )
        }
        let frames = try #require(LogRecord.frames(notes))
        _ = try producer.commit(LogTransaction(appends: [.init(TopicPartition("notes", 0), frames)]))
        for stage in stages() {
            let processor = stage.makeProcessor(0, FixedContents())
            let input = TopicPartition(stage.wiring.input, 0)
            let reader = try log.makeReader(of: input, from: .earliest, to: .latest)
            while let batch = try reader.next(maxWaitMilliseconds: 0) {
                try processor.process(batch)
                if random.oneIn(3) {
                    _ = try producer.commit(LogTransaction(appends: processor.takeTransaction().appends))
                }
            }
            _ = try producer.commit(LogTransaction(appends: processor.takeTransaction().appends))
        }
        return log
    }

    private static func digest(of topic: String, in log: MemoryLog) throws -> (count: Int64, hex: String) {
        var digest = TopicDigest()
        try log.forEach(in: TopicPartition(topic, 0)) { digest.add($0) }
        return (digest.count, digest.hex())
    }

    @Test("a replay decides what was decided live, byte for byte, and the same again", arguments: UInt64(0)..<8)
    func equality(seed: UInt64) throws {
        let log = try Self.liveLog(seed: seed)
        let live = try ["sums", "totals"].map { try Self.digest(of: $0, in: log) }
        let replayer = Replayer(log: log, stages: Self.stages(), contents: FixedContents())
        let callsOfOthers = log.records(of: TopicPartition("totals", 0)).count
        let decision = try replayer.decide(partition: 0, end: 300, liveCounts: live.map(\.count))
        #expect(decision.records == 300)
        #expect(decision.topics.map(\.name) == ["sums", "totals"])
        #expect(decision.topics.map(\.digest) == live.map(\.hex))
        #expect(decision.topics.map(\.digestAtLiveCount) == live.map(\.hex))
        #expect(try replayer.decide(partition: 0, end: 300, liveCounts: live.map(\.count)) == decision)
        #expect(log.records(of: TopicPartition("totals", 0)).count == callsOfOthers, "a replay writes nothing")
        #expect(log.violations == [])
    }

    @Test("a replay that goes further than the live stages did agrees over what they did")
    func prefix() throws {
        let log = try Self.liveLog(seed: 3)
        let replayer = Replayer(log: log, stages: Self.stages(), contents: FixedContents())
        let short = try replayer.decide(partition: 0, end: 200, liveCounts: [0, 0])
        let long = try replayer.decide(partition: 0, end: 300, liveCounts: short.topics.map(\.count))
        #expect(long.topics.map(\.digestAtLiveCount) == short.topics.map(\.digest))
        #expect(long.topics[0].digest != short.topics[0].digest)
    }

    @Test("a second reader of a topic is replayed on that topic, whatever is before it in the list")
    func secondReader() throws {
        let log = try Self.liveLog(seed: 2)
        let sums = try Self.digest(of: "sums", in: log)
        // Reads the notes as the first stage does, and stands behind the second, which reads sums.
        let stages = Self.stages(Self.wirings + [Self.wiring("third", "notes", "copies")])
        let replayer = Replayer(log: log, stages: stages, contents: FixedContents())
        let decision = try replayer.decide(partition: 0, end: 300, liveCounts: [0, 0, 0])
        #expect(decision.topics.map(\.name) == ["sums", "totals", "copies"])
        #expect(decision.topics[2].count == sums.count)
        #expect(decision.topics[2].digest == sums.hex)
        #expect(decision.topics[1].digest != sums.hex)
    }

    @Test("a stage that decides otherwise has another digest")
    func difference() throws {
        let log = try Self.liveLog(seed: 1)
        let replayer = Replayer(log: log, stages: Self.stages(), contents: FixedContents())
        let other = Replayer(log: log, stages: Self.stages(extra: 1), contents: FixedContents())
        let decision = try replayer.decide(partition: 0, end: 300, liveCounts: [0, 0])
        let changed = try other.decide(partition: 0, end: 300, liveCounts: [0, 0])
        #expect(changed.topics[0].digest != decision.topics[0].digest)
        #expect(changed.topics[1].digest != decision.topics[1].digest)
    }

    @Test("a range whose beginning retention removed is refused")
    func missingBeginning() throws {
        let log = MemoryLog()
        let names = ["sums", "totals", "letters"]
        try log.create(
            [TopicSettings(name: "notes", partitions: 1, cleanup: .delete, retentionMilliseconds: 1000)]
                + names.map { TopicSettings(name: $0, partitions: 1, cleanup: .delete) }
        )
        let producer = try log.makeProducer(id: "test")
        for second in [0, 1, 2, 60] as [Int64] {
            let note = ProcessorDriver.note("a", 1, at: ProcessorDriver.seconds(second))
            let frames = try #require(LogRecord.frames([note]))
            _ = try producer.commit(LogTransaction(appends: [.init(TopicPartition("notes", 0), frames)]))
        }
        try log.maintain(nowMilliseconds: ProcessorDriver.seconds(60).milliseconds)
        let replayer = Replayer(log: log, stages: Self.stages(), contents: FixedContents())
        #expect(throws: ReplayFault.missingBeginning(TopicPartition("notes", 0), earliest: 3)) {
            try replayer.decide(partition: 0, end: 4, liveCounts: [0, 0])
        }
    }
}
