import EventModel
import FalcoBridge
import Foundation
import JSONText
import LogPort
import PipelineTestKit
import SQLiteLog
import StageRuntime
import Synchronization
import Telemetry
import Testing

@Suite("Topic door")
struct TopicDoorTests {
    @Test("Each record is kept once and in the order of its partition across restarts; equal bytes are two records")
    func readsOnce() throws {
        var source = MemoryLog()
        try TopicScene.create(in: source, partitions: 2)
        let harness = try IntakeHarness()
        try harness.start()
        // A pod a source partition, so that each has a partition of the alerts in its order.
        var sent: [[String]] = [[], []]
        for round in 0..<4 {
            for partition in 0..<2 {
                let new = (0..<25).map { sampleAlert(round * 100 + $0, pod: "pod-\(partition)") }
                // The last one once more, at another offset.
                let values = new + [new[24]]
                sent[partition] += values
                try TopicScene.write(values, to: source, partition: Int32(partition))
            }
            let wanted = UInt64(sent[0].count + sent[1].count)
            let text = try TopicScene.run(TestSource(log: source), harness.intake) {
                TopicScene.received(harness.intake) >= wanted
            }
            #expect(text != nil, "round \(round)")
            try harness.restart()
            source = source.reopened()
        }
        harness.stop()
        let alerts = harness.alertsInOrder
        for partition in 0..<2 {
            #expect(alerts.filter { $0.contains("pod-\(partition)") } == sent[partition])
            #expect(harness.topicCounters(partition)?.appended == 104)
            #expect(harness.topicCounters(partition)?.nextOffset == 104)
            #expect(harness.topicCounters(partition)?.lost == 0)
        }
        #expect(alerts.count == 208)
        let envelope = String(decoding: try #require(harness.values(of: Topics.alerts.name).first), as: UTF8.self)
        #expect(envelope.contains(#""door":"topic","sender":"kafka:broker:9092/falco""#), "\(envelope)")
        #expect(harness.log.violations == [])
        #expect(source.violations == [])
    }

    @Test("A value that is not an alert is a dead letter with topic, partition, offset and key")
    func namesDeadLetters() throws {
        let source = MemoryLog()
        try TopicScene.create(in: source)
        let harness = try IntakeHarness()
        try harness.start()
        let long = sampleAlert(1, pod: String(repeating: "x", count: 100_000))
        try TopicScene.write([sampleAlert(0), "{torn", nil, long, sampleAlert(2)], to: source, key: "node-1")
        var settings = TopicScene.quick
        settings.recordBytes = 90_000
        let text = try TopicScene.run(TestSource(log: source), harness.intake, settings) {
            TopicScene.received(harness.intake) >= 5
        }
        #expect(text != nil)
        harness.stop()
        #expect(harness.receivedAlerts() == [sampleAlert(0), sampleAlert(2)])
        let letters = try harness.deadLetters().sorted { $0.offset < $1.offset }
        #expect(letters.map(\.offset) == [1, 3])
        #expect(letters.allSatisfy { $0.topic == "kafka:broker:9092/falco" && $0.partition == 0 })
        #expect(letters.allSatisfy { $0.key == Array("node-1".utf8) && !$0.isOfTheLog })
        #expect(letters.map(\.code) == ["not-json", "record-too-long"])
        #expect(letters.first?.value == Array("{torn".utf8))
        #expect(letters.last?.value == Array(long.utf8.prefix(64 << 10)))
        #expect(harness.topicCounters()?.deadLettered == 2 && harness.topicCounters()?.skipped == 1)
        #expect(harness.topicCounters()?.counts.isBalanced == true)
    }

    @Test("Records that the source removed before they were read are counted as lost and logged, once")
    func countsLosses() throws {
        var source = MemoryLog()
        try TopicScene.create(in: source, retentionMilliseconds: 1_000)
        let harness = try IntakeHarness()
        try harness.start()
        try TopicScene.write((0..<3).map { sampleAlert($0) }, to: source, at: 10_000)
        var text = try TopicScene.run(TestSource(log: source), harness.intake) {
            TopicScene.received(harness.intake) >= 3
        }
        #expect(text?.contains("removed") == false)
        try harness.restart()
        source = source.reopened()
        // Offsets 3 to 9 are old at 20,000; 10 and 11 are not.
        try TopicScene.write((3..<10).map { sampleAlert($0) }, to: source, at: 11_000)
        try TopicScene.write((10..<12).map { sampleAlert($0) }, to: source, at: 20_000)
        try source.maintain(nowMilliseconds: 20_000)
        text = try TopicScene.run(TestSource(log: source), harness.intake) {
            TopicScene.received(harness.intake) >= 5
        }
        #expect(text?.contains("offset.first=3 offset.next=10 ") == true, "\(text ?? "")")
        try harness.restart()
        source = source.reopened()
        try TopicScene.write([sampleAlert(12)], to: source, at: 20_000)
        text = try TopicScene.run(TestSource(log: source), harness.intake) {
            TopicScene.received(harness.intake) >= 6
        }
        #expect(text?.contains("removed") == false)
        harness.stop()
        #expect(harness.receivedAlerts() == [0, 1, 2, 10, 11, 12].map { sampleAlert($0) }.sorted())
        #expect(harness.topicCounters()?.lost == 7)
        #expect(harness.topicCounters()?.nextOffset == 13)
        #expect(harness.topicCounters()?.counts[.lost] == 7)
    }

    @Test("With latest, old records are skipped; new ones, also in a new partition, are not")
    func beginsLatest() throws {
        var source = MemoryLog()
        try TopicScene.create(in: source, partitions: 2)
        let harness = try IntakeHarness()
        try harness.start()
        try TopicScene.write([sampleAlert(90), sampleAlert(91)], to: source)
        try TopicScene.write([sampleAlert(1, pod: "new")], to: source, partition: 1)
        var settings = TopicScene.quick
        settings.begin = .latest
        var first = TestSource(log: source)
        first.visible = { 1 }
        // Its place is kept although nothing has come.
        let text = try TopicScene.run(first, harness.intake, settings) {
            harness.topicCounters()?.nextOffset == 2
        }
        #expect(text != nil)
        try harness.restart()
        source = source.reopened()
        try TopicScene.write([sampleAlert(2)], to: source)
        let count = Mutex<Int32>(1)
        var second = TestSource(log: source)
        second.visible = { count.withLock { $0 } }
        let later = try TopicScene.run(second, harness.intake, settings) {
            if TopicScene.received(harness.intake) == 1 {
                count.withLock { $0 = 2 }
            }
            return TopicScene.received(harness.intake) >= 2
        }
        #expect(later != nil)
        harness.stop()
        #expect(harness.receivedAlerts() == [sampleAlert(2), sampleAlert(1, pod: "new")].sorted())
    }

    @Test("A source that does not answer, and a topic that is not there, are said once and tried again")
    func waitsForSource() throws {
        let source = MemoryLog()
        let harness = try IntakeHarness()
        try harness.start()
        // The first three questions are not answered; from the tenth on the topic is there.
        let asked = Atomic<Int>(0)
        var distant = TestSource(log: source)
        distant.isAway = { asked.add(1, ordering: .acquiringAndReleasing).newValue <= 3 }
        let metrics = MetricRegistry()
        var steps = 0
        let text = try TopicScene.run(distant, harness.intake, metrics: metrics) {
            let count = asked.load(ordering: .acquiring)
            if steps == 0, count >= 1 {
                steps = 1
                // Other doors go on.
                #expect(harness.keep([sampleAlert(1)], as: .alerts))
            }
            if steps == 1, count >= 10 {
                steps = 2
                try TopicScene.create(in: source)
                try TopicScene.write([sampleAlert(2)], to: source)
            }
            return TopicScene.received(harness.intake) >= 1
        }
        harness.stop()
        let said = try #require(text)
        #expect(said.components(separatedBy: "nobody answers").count == 2, "\(said)")
        #expect(said.components(separatedBy: "cannot be looked up for now").count == 3, "\(said)")
        #expect(said.contains("Partitions of a source topic are read"))
        #expect(harness.receivedAlerts() == [sampleAlert(1), sampleAlert(2)])
        #expect(metrics.exposition().contains(#"eyrie_bridge_topic_lag{topic="falco"}"#))
    }

    @Test("A topic that was recreated and ends before the place is said, and read from its beginning")
    func readsNewTopic() throws {
        let source = MemoryLog()
        try TopicScene.create(in: source)
        let harness = try IntakeHarness()
        try harness.start()
        try TopicScene.write((0..<5).map { sampleAlert($0) }, to: source)
        _ = try TopicScene.run(TestSource(log: source), harness.intake) { TopicScene.received(harness.intake) >= 5 }
        try harness.restart()
        let anew = MemoryLog()
        try TopicScene.create(in: anew)
        try TopicScene.write([sampleAlert(7), sampleAlert(8)], to: anew)
        let text = try TopicScene.run(TestSource(log: anew), harness.intake) {
            TopicScene.received(harness.intake) >= 7
        }
        harness.stop()
        #expect(text?.contains("was the topic recreated?") == true)
        #expect(text?.contains("offset.place=5 offset.end=2") == true, "\(text ?? "")")
        #expect(harness.receivedAlerts() == [0, 1, 2, 3, 4, 7, 8].map { sampleAlert($0) })
        #expect(harness.topicCounters()?.nextOffset == 2)
        #expect(harness.topicCounters()?.lost == 0)
    }

    @Test("On the embedded engine, as source and as log, a second process continues after the first")
    func embeddedEngine() throws {
        let folder = try TailFolder()
        var sent: [String] = []
        for round in 0..<3 {
            let source = try SQLiteLog(folder: "\(folder.path)/source")
            let log = try SQLiteLog(folder: "\(folder.path)/log")
            defer {
                source.close()
                log.close()
            }
            try TopicScene.create(in: source, partitions: 3)
            try IntakeHarness.createTopics(in: log)
            let new = (0..<300).map { sampleAlert(round * 1_000 + $0) }
            sent += new
            try TopicScene.write(new, to: source, partition: Int32(round))
            let intake = try IntakeHarness.makeIntake(log, IntakeHarness.quick)
            try intake.start { error in Issue.record("\(error)") }
            let text = try TopicScene.run(TestSource(log: source), intake) {
                TopicScene.received(intake) >= UInt64(sent.count)
            }
            #expect(text != nil)
            intake.stop(within: .seconds(10))
            var kept: [String] = []
            for partition in 0..<Int32(IntakeHarness.partitionCount) {
                let place = TopicPartition(Topics.alerts.name, partition)
                try log.forEach(in: place) { record in
                    let bytes = record.value.flatMap { ReceivedBytes.copy(of: $0) } ?? []
                    kept.append(String(decoding: bytes, as: UTF8.self))
                }
            }
            #expect(kept == sent)
        }
    }
}
