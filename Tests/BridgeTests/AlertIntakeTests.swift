import Cryptography
import EventModel
import FalcoBridge
import Foundation
import JSONText
import LogPort
import PipelineTestKit
import StageRuntime
import Testing

@Suite("Alert intake")
struct AlertIntakeTests {
    @Test("An alert is appended in its envelope, with its id, profile, sender and receipt time, byte for byte")
    func appendsEnvelope() throws {
        let harness = try IntakeHarness()
        try harness.start()
        // Odd spacing and an integer beyond 2^53 are what re-serializing would change.
        let text = sampleAlert(1).replacingOccurrences(of: "1700000000000000000", with: "  1700000000000000001 ")
        #expect(harness.keep([text], as: .alerts))
        harness.stop()

        let profile = "acme/east/shop/web/web"
        let partition = Partitioner.partition(of: Profile(profile), count: IntakeHarness.partitionCount)
        let records = harness.log.records(of: TopicPartition(Topics.alerts.name, partition))
        let record = try #require(records.first?.record)
        #expect(records.count == 1)
        #expect(String(decoding: record.key, as: UTF8.self) == profile)
        #expect(record.timestampMilliseconds == 1_700_000_000_123)
        let type = record.headers.withUnsafeBytes { headers in
            RecordHeaders.find(RecordHeaders.contentType, in: headers).map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(type == "application/cloudevents+json; charset=UTF-8")
        let envelope = try JSONParser().decode(AlertEnvelope.self, from: try #require(record.value))
        #expect(envelope.received == Array(text.utf8))
        #expect(envelope.id.description == String(SHA256.digest(of: text).hex.prefix(32)))
        #expect(envelope.profile.rawValue == profile)
        #expect(envelope.door == "memory")
        #expect(envelope.sender == "test")
        #expect(harness.log.violations == [])
    }

    @Test("Named bridges write one log side by side, each door has its own counts, also after a restart")
    func severalBridges() throws {
        var settings = IntakeHarness.quick
        settings.bridgeName = "edge-1"
        let first = try IntakeHarness(settings: settings)
        settings.bridgeName = "edge-2"
        let second = try IntakeHarness(log: first.log, settings: settings)
        try first.start()
        try second.start()
        #expect(first.keep([sampleAlert(1)], as: .alerts))
        #expect(second.keep([sampleAlert(2)], as: .alerts))
        #expect(second.keep([sampleAlert(3)], as: .alerts))
        #expect(first.keep([sampleAlert(4)], as: .alerts))
        first.stop()
        second.stop()
        #expect(first.failures.isEmpty)
        #expect(second.failures.isEmpty)
        let kept = try DoorChangelog.read(first.log)
        #expect(kept.keys.sorted() == ["edge-1/memory", "edge-2/memory"])
        #expect(kept.values.map(\.appended) == [2, 2])
        #expect(first.receivedAlerts().count == 4)
        let again = try IntakeHarness.makeIntake(first.log, settings)
        #expect(again.openDoor("memory", kind: "memory").kept.received == 2)
        #expect(first.log.violations == [])
    }

    @Test("Alerts, internal alerts, broken ones and text go to their topics, and the counters balance")
    func routes() throws {
        let harness = try IntakeHarness()
        try harness.start()
        let internalAlert = sampleAlert(2, source: "internal")
        let broken = #"{"output":"o","rule":"no time","priority":"Notice"}"#
        let lines = [
            sampleAlert(1), "Falco initialized with configuration files:", "", internalAlert, broken, "{\"half",
            "13:53:31.726060287: Critical Some message (k=v)", sampleAlert(3),
        ]
        #expect(harness.keep(lines, as: .lines))
        harness.stop()
        #expect(harness.receivedAlerts() == [sampleAlert(1), lines[6], sampleAlert(3)].sorted())
        let sensor = try JSONParser().decode(
            Sensor.self,
            from: try #require(harness.values(of: Topics.sensors.name).first)
        )
        #expect(sensor.received == Array(internalAlert.utf8))
        #expect(sensor.node == "node-1")
        let letters = try harness.deadLetters()
        #expect(letters.map { String(decoding: $0.value, as: UTF8.self) } == [broken, "{\"half"])
        #expect(letters.map(\.code) == ["missing-member", "not-json"])
        #expect(letters.allSatisfy { $0.stage == "bridge" && $0.topic == "memory" })

        let counters = try #require(harness.intake.counters.first)
        #expect(counters.received == 8)
        #expect(counters.appended == 3)
        #expect(counters.sensors == 1)
        #expect(counters.deadLettered == 2)
        #expect(counters.skipped == 2)
        #expect(counters.repaired == 0)
        #expect(counters.counts.isBalanced)
        #expect(try DoorChangelog.read(harness.log.reopened()) == ["memory": counters])
    }

    @Test("Bytes that are not UTF-8 are decided on a copy and kept as they are")
    func keepsInvalidBytes() throws {
        let harness = try IntakeHarness()
        try harness.start()
        var bytes = Array(sampleAlert(1).utf8)
        let at = try #require(bytes.firstIndex(of: UInt8(ascii: "S")))
        bytes[at] = 0xFF
        let batch = ReceivedBatch.lines(
            ReceivedPieces(
                bytes: bytes,
                pieces: [LineBlock.Line(0..<bytes.count)],
                sender: "test",
                receivedMilliseconds: 1
            )
        )
        let door = harness.intake.openDoor("memory", kind: "memory")
        #expect(harness.intake.submit(batch, from: door))
        #expect(harness.intake.waitUntilKept())
        harness.stop()
        let value = try #require(harness.values(of: Topics.alerts.name).first)
        #expect(value.withUnsafeBytes { ReceivedBytes.copy(of: $0) } == bytes)
    }

    @Test("Alerts inside wrappers of container runtimes are the wrapped text")
    func unwraps() throws {
        let harness = try IntakeHarness()
        try harness.start()
        let wrapped = sampleAlert(3).replacingOccurrences(of: "\"", with: "\\\"")
        let lines = [
            "2026-04-06T14:25:19.123456789Z " + sampleAlert(1),
            "2026-04-06T14:25:19.123456789Z stdout F " + sampleAlert(2),
            #"{"log":"\#(wrapped)\n","stream":"stdout","time":"2026-04-06T14:25:19.123456789Z"}"#,
            #"{"log":"Events detected: 0\n","stream":"stderr","time":"2026-04-06T14:25:19.123456789Z"}"#,
        ]
        #expect(harness.keep(lines, as: .lines))
        harness.stop()
        #expect(harness.receivedAlerts() == [sampleAlert(1), sampleAlert(2), sampleAlert(3)].sorted())
        let counters = try #require(harness.intake.counters.first)
        #expect(counters.received == 4)
        #expect(counters.skipped == 1)
    }

    @Test("Lines that ran into each other are separated again; the rest is a dead letter")
    func repairs() throws {
        let harness = try IntakeHarness()
        try harness.start()
        let half = String(sampleAlert(1).prefix(60))
        let lines = [
            half + sampleAlert(2),
            sampleAlert(3) + sampleAlert(4),
            "Events detected: 0" + sampleAlert(5),
            "Rule counts by severity:" + half,
            "[" + sampleAlert(6) + "," + sampleAlert(7) + "]",
        ]
        #expect(harness.keep(lines, as: .lines))
        harness.stop()
        #expect(harness.receivedAlerts() == [2, 3, 4, 5, 6, 7].map { sampleAlert($0) }.sorted())
        // The torn half, and the text with half an alert.
        #expect(
            try harness.deadLetters().map { String(decoding: $0.value, as: UTF8.self) } == [half, lines[3]]
        )
        let counters = try #require(harness.intake.counters.first)
        // Pieces: 2 + 2 + 2 + 1 + 2.
        #expect(counters.received == 9)
        #expect(counters.appended == 6)
        #expect(counters.deadLettered == 2)
        #expect(counters.skipped == 1)
        #expect(counters.repaired == 3)
    }

    @Test("An alert that ran into the time before it is found, though its output has a time and a priority, too")
    func repairsStamp() throws {
        let harness = try IntakeHarness()
        try harness.start()
        let alert =
            #"{"output":"13:53:31.7: Critical x","priority":"Critical","rule":"r","time":"2026-03-02T08:15:30Z"}"#
        #expect(harness.keep(["2026" + alert], as: .lines))
        harness.stop()
        #expect(harness.receivedAlerts() == [alert])
        let counters = try #require(harness.intake.counters.first)
        #expect(counters.repaired == 1)
        #expect(counters.skipped == 1)
    }

    @Test("A line with very many torn pieces is one dead letter beside its alerts")
    func boundsRests() throws {
        let harness = try IntakeHarness()
        try harness.start()
        let few = String(repeating: #"{"rule":"#, count: 100) + sampleAlert(1)
        let many = String(repeating: #"{"rule":"#, count: 101) + sampleAlert(2)
        #expect(harness.keep([few, many], as: .lines))
        harness.stop()
        #expect(harness.receivedAlerts() == [sampleAlert(1), sampleAlert(2)])
        let letters = try harness.deadLetters().map { String(decoding: $0.value, as: UTF8.self) }
        #expect(letters.sorted() == [String](repeating: #"{"rule":"#, count: 100) + [many])
        let counters = try #require(harness.intake.counters.first)
        // 100 pieces and an alert; the line and an alert.
        #expect(counters.received == 103)
        #expect(counters.repaired == 2)
        #expect(counters.counts.isBalanced)
    }

    @Test("A line longer than the limit is a dead letter with its beginning")
    func keepsBeginning() throws {
        let harness = try IntakeHarness()
        try harness.start()
        var assembler = LineAssembler(maximumLineBytes: 20)
        let block = try #require(Array((sampleAlert(1) + "\n").utf8).withUnsafeBytes { assembler.feed($0) })
        let door = harness.intake.openDoor("memory", kind: "memory")
        let batch = ReceivedBatch.lines(
            ReceivedPieces(
                bytes: block.bytes,
                pieces: block.lines,
                sender: "test",
                receivedMilliseconds: 1
            )
        )
        #expect(harness.intake.submit(batch, from: door))
        #expect(harness.intake.waitUntilKept())
        harness.stop()
        let letter = try #require(try harness.deadLetters().first)
        #expect(letter.code == "line-too-long")
        #expect(letter.value == Array(sampleAlert(1).utf8.prefix(20)))
    }

    @Test("Counters go on where the last process kept them")
    func goesOn() throws {
        let harness = try IntakeHarness()
        try harness.start()
        #expect(harness.keep([sampleAlert(1), "text"], as: .lines))
        try harness.restart()
        #expect(harness.keep([sampleAlert(2)], as: .lines))
        harness.stop()
        let counters = try #require(harness.intake.counters.first)
        #expect(counters.received == 3)
        #expect(counters.appended == 2)
        #expect(harness.log.violations == [])
    }

    @Test("Batches wait at the bound and are all kept, and a closed intake takes none")
    func bounds() throws {
        var settings = IntakeHarness.quick
        settings.maximumHeldCount = 2
        settings.maximumHeldBytes = 1000
        settings.groupBytes = 1
        let harness = try IntakeHarness(settings: settings)
        try harness.start()
        let door = harness.intake.openDoor("memory", kind: "memory")
        for number in 0..<200 {
            #expect(harness.intake.submit(IntakeHarness.batch([sampleAlert(number)], .alerts), from: door))
        }
        #expect(harness.intake.waitUntilKept())
        #expect(harness.receivedAlerts().count == 200)
        harness.stop()
        #expect(!harness.intake.submit(IntakeHarness.batch([sampleAlert(0)], .alerts), from: door))
    }
}
