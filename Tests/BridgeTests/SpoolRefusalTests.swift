import EventModel
import FalcoBridge
import Foundation
import JSONText
import LogPort
import PipelineTestKit
import StageRuntime
import Telemetry
import Testing

/// Records that the log behind the spool refuses for good, and never stop those behind them.
@Suite("Spool and records that the log refuses")
struct SpoolRefusalTests {
    /// A spool in memory, a log that is picky, and what was said.
    private final class Scene {
        let storage = TestStorage(log: MemoryLog())
        let log: PickyLog
        /// Of the last forwarder.
        private(set) var metrics = MetricRegistry()
        let limits = RecordLimits()
        private(set) var spool: SpoolLog

        init(refusing word: String = "POISON") throws {
            log = PickyLog(refusing: word)
            try IntakeHarness.createTopics(in: log.memory)
            spool = try SpoolLog(storage: storage, settings: SpoolSettings())
        }

        /// Keeps lines of a door, in one group.
        func keep(_ lines: [String], door name: String = "memory") throws {
            var settings = IntakeHarness.quick
            settings.limits = limits
            let intake = try IntakeHarness.makeIntake(spool, settings)
            try intake.start { _ in }
            defer { intake.stop(within: .seconds(10)) }
            let door = intake.openDoor(name, kind: "memory")
            #expect(intake.submit(IntakeHarness.batch(lines, .lines), from: door) && intake.waitUntilKept())
        }

        func forward() throws {
            var settings = SpoolSettings()
            settings.keptMilliseconds = 0
            metrics = MetricRegistry()
            try SpoolForwarder(
                storage: storage,
                spool: spool,
                limits: limits,
                log: log,
                producerID: "bridge",
                settings: settings,
                metrics: metrics,
                logger: .silent,
                clock: IntakeHarness.clock
            )
            .drain()
        }

        func values(_ topic: String) -> [[UInt8]] {
            (0..<Int32(IntakeHarness.partitionCount)).flatMap { partition in
                log.memory.records(of: TopicPartition(topic, partition)).compactMap(\.record.value)
            }
        }

        var alerts: [String] {
            values(Topics.alerts.name).compactMap { value in
                value.withUnsafeBytes { ReceivedBytes.copy(of: $0) }.map { String(decoding: $0, as: UTF8.self) }
            }
        }

        func letters() throws -> [DeadLetter] {
            try values(Topics.deadLetters.name).map { try JSONParser().decode(DeadLetter.self, from: $0) }
        }
    }

    private static func poison(_ number: Int) -> String {
        sampleAlert(number, pod: "same-pod").replacingOccurrences(of: "Sample \(number)", with: "POISON \(number)")
    }

    @Test("Each is a dead letter with its bytes, those behind it arrive in order, and the counts add up")
    func passesOver() throws {
        for seed in UInt64(1)...10 {
            var random = SeededGenerator(seed: seed)
            let scene = try Scene()
            var good: [String] = []
            var bad: [String] = []
            for group in 0..<4 {
                let lines = (0..<Int.random(in: 1...40, using: &random)).map { index in
                    let number = group * 100 + index
                    return Int.random(in: 0..<8, using: &random) == 0
                        ? Self.poison(number) : sampleAlert(number, pod: "same-pod")
                }
                good += lines.filter { !$0.contains("POISON") }
                bad += lines.filter { $0.contains("POISON") }
                try scene.keep(lines)
            }
            try scene.forward()
            #expect(scene.alerts == good, "seed \(seed)")
            let letters = try scene.letters()
            #expect(letters.map { String(decoding: $0.value, as: UTF8.self) }.sorted() == bad.sorted(), "seed \(seed)")
            #expect(letters.allSatisfy { $0.code == "record-refused" && $0.message.contains("it is too large") })
            let counters = try #require(try DoorChangelog.read(scene.log)["memory"])
            #expect(
                counters.appended == UInt64(good.count) && counters.deadLettered == UInt64(bad.count),
                "seed \(seed)"
            )
            #expect(counters.counts.isBalanced)
            let exposition = scene.metrics.exposition()
            #expect(exposition.contains("eyrie_spool_records 0\n"), "\(exposition)")
            #expect(exposition.contains("eyrie_spool_refused_total \(bad.count)\n"))
            #expect(scene.log.memory.violations == [])
        }
    }

    @Test("Of several doors the one that counted it counts it as dead-lettered")
    func doors() throws {
        let scene = try Scene()
        try scene.keep([sampleAlert(1)], door: "http")
        try scene.keep([Self.poison(2), sampleAlert(3)], door: "memory:test")
        try scene.forward()
        let doors = try DoorChangelog.read(scene.log)
        #expect(doors["http"]?.appended == 1 && doors["http"]?.deadLettered == 0)
        #expect(doors["memory:test"]?.appended == 1 && doors["memory:test"]?.deadLettered == 1)
        #expect(try scene.letters().map(\.topic) == ["memory"])
    }

    @Test(
        "A limit that is lowered while alerts wait: what is too large is a dead letter of what fits, and doors know it"
    )
    func lowered() throws {
        let scene = try Scene()
        let long = sampleAlert(1, pod: String(repeating: "x", count: 60_000))
        try scene.keep([sampleAlert(0), long, sampleAlert(2), "{broken" + String(repeating: "y", count: 50_000)])
        scene.log.largest = 20_000
        try scene.forward()
        #expect(scene.alerts.sorted() == [sampleAlert(0), sampleAlert(2)].sorted())
        let letters = try scene.letters().sorted { $0.code < $1.code }
        #expect(letters.map(\.code) == ["not-json", "record-refused"])
        #expect(letters.allSatisfy { $0.value.count > 8_000 && $0.message.contains("bytes are kept") })
        #expect(letters.last.map { long.utf8.starts(with: $0.value) } == true)
        #expect(scene.limits.alerts == 20_000 && scene.limits.deadLetters == 20_000)
        // The door does not let the next one in.
        try scene.keep([long])
        try scene.forward()
        #expect(scene.alerts.count == 2)
        #expect(try scene.letters().contains { $0.code == "too-large" })
        let counters = try #require(try DoorChangelog.read(scene.log)["memory"])
        #expect(counters.received == 5 && counters.appended == 2 && counters.deadLettered == 3)
    }

    @Test(
        "Alerts that wait are counted from the start, without what is counted beside them, also while the log is away"
    )
    func tally() throws {
        let scene = try SpoolScene()
        #expect(try scene.keep((0..<7).map { sampleAlert($0) } + ["text", "{broken"]))
        let again = try scene.spool()
        let metrics = MetricRegistry()
        let absent = AbsentLog()
        absent.refuseProducers(100)
        let forwarder = SpoolForwarder(
            storage: scene.storage,
            spool: again,
            log: absent,
            producerID: "bridge",
            settings: scene.settings,
            metrics: metrics,
            logger: .silent,
            clock: IntakeHarness.clock
        )
        #expect(throws: LogError.self) { try forwarder.drain() }
        #expect(again.tally.count == 8)
        #expect(metrics.exposition().contains("eyrie_spool_records 8\n"))
        // What comes meanwhile counts at once.
        let intake = try IntakeHarness.makeIntake(again, IntakeHarness.quick)
        try intake.start { _ in }
        let door = intake.openDoor("memory", kind: "memory")
        #expect(intake.submit(IntakeHarness.batch([sampleAlert(20)], .lines), from: door) && intake.waitUntilKept())
        intake.stop(within: .seconds(10))
        #expect(metrics.exposition().contains("eyrie_spool_records 9\n"))
        try scene.forward()
        // The spool itself knows that nothing waits, also when it is opened while the log is away.
        let later = try scene.spool()
        #expect(throws: LogError.self) {
            try SpoolForwarder(
                storage: scene.storage,
                spool: later,
                log: absent,
                producerID: "bridge",
                settings: scene.settings,
                metrics: MetricRegistry(),
                logger: .silent,
                clock: IntakeHarness.clock
            )
            .drain()
        }
        #expect(later.tally.count == 0)
    }
}
