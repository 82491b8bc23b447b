import EventModel
import FalcoBridge
import Foundation
import LogPort
import PipelineTestKit
import Telemetry
import Testing

/// A topic of the same name that is another one: offsets say nothing of what was read.
@Suite("A source topic that was made anew")
struct TopicReplacedTests {
    /// A source with alerts, each at a time of its own, a second apart.
    private static func source(_ numbers: Range<Int>, after fillers: Int = 0, at shift: Int64 = 0) throws -> MemoryLog {
        let log = MemoryLog()
        try TopicScene.create(in: log)
        for number in 0..<fillers {
            try TopicScene.write(["filler \(number) {"], to: log, at: 1_000)
        }
        for number in numbers {
            try TopicScene.write([sampleAlert(number)], to: log, at: 1_000_000 + shift + Int64(number) * 1_000)
        }
        return log
    }

    /// Reads one source after another with one log and one door.
    private static func read(
        _ sources: [TestSource],
        until counts: [UInt64],
        _ settings: TopicDoorSettings = TopicScene.quick,
        between: (IntakeHarness) throws -> Void = { _ in }
    ) throws -> (harness: IntakeHarness, texts: [String], metrics: MetricRegistry) {
        let harness = try IntakeHarness()
        var metrics = MetricRegistry()
        try harness.start()
        var texts: [String] = []
        for (index, source) in sources.enumerated() {
            metrics = MetricRegistry()
            let text = try TopicScene.run(source, harness.intake, settings, metrics: metrics) {
                // The last record is known once it was looked at.
                TopicScene.received(harness.intake) >= counts[index]
                    && harness.topicCounters()?.nextOffset == harness.topicCounters()?.lastRecord.map { $0.offset + 1 }
            }
            texts.append(try #require(text, "source \(index): \(TopicScene.received(harness.intake)) received"))
            try between(harness)
            try harness.restart()
        }
        harness.stop()
        return (harness, texts, metrics)
    }

    private static func alerts(_ numbers: Range<Int>) -> [String] {
        numbers.map { sampleAlert($0) }.sorted()
    }

    @Test("One with more records than were read is read from its beginning, and said once")
    func larger() throws {
        let sources = [
            TestSource(log: try Self.source(0..<10)), TestSource(log: try Self.source(100..<115, at: 50)),
        ]
        let (harness, texts, metrics) = try Self.read(sources, until: [10, 25])
        #expect(harness.receivedAlerts() == (Self.alerts(0..<10) + Self.alerts(100..<115)).sorted())
        #expect(!texts[0].contains("made anew"))
        #expect(texts[1].components(separatedBy: "made anew or cut").count == 2, "\(texts[1])")
        #expect(texts[1].contains("offset.place=10 offset.end=15 offset.start=0"), "\(texts[1])")
        #expect(metrics.exposition().contains(#"eyrie_bridge_topic_replaced_total{topic="falco"} 1"#))
        #expect(harness.topicCounters()?.nextOffset == 15)
        #expect(harness.topicCounters()?.lastRecord?.offset == 14)
        #expect(harness.topicCounters()?.lost == 0)
    }

    @Test("One with as many records is read, too, and the next start knows it")
    func asMany() throws {
        // The third one is the second one, as the next process sees it.
        let sources = [
            TestSource(log: try Self.source(0..<10)), TestSource(log: try Self.source(100..<110, at: 50)),
            TestSource(log: try Self.source(100..<110, at: 50)),
        ]
        let (harness, texts, _) = try Self.read(sources, until: [10, 20, 20])
        #expect(harness.receivedAlerts() == (Self.alerts(0..<10) + Self.alerts(100..<110)).sorted())
        #expect(texts[1].contains("made anew"))
        #expect(!texts[2].contains("made anew"), "\(texts[2])")
    }

    @Test("A copy with other offsets is read on behind the record that was read last", arguments: [0, 3, 40])
    func copy(fillers: Int) throws {
        // The copy has fewer records than were read, as many, or more.
        let copied = fillers == 0 ? 8..<13 : 0..<13
        let sources = [
            TestSource(log: try Self.source(0..<10)), TestSource(log: try Self.source(copied, after: fillers)),
        ]
        let (harness, texts, _) = try Self.read(sources, until: [10, 13])
        #expect(harness.receivedAlerts() == Self.alerts(0..<13))
        #expect(texts[1].contains("has other offsets than before"), "\(texts[1])")
        #expect(harness.topicCounters()?.nextOffset == Int64(fillers + copied.count))
    }

    @Test(
        "A copy in another cluster is read on behind the last record; without it from its beginning, also with latest"
    )
    func otherCluster() throws {
        var settings = TopicScene.quick
        settings.begin = .latest
        for isCopy in [true, false] {
            let first = TestSource(log: try Self.source(0..<1))
            var second = TestSource(log: try Self.source(isCopy ? 0..<13 : 100..<105, after: isCopy ? 3 : 0))
            second.cluster = "C2"
            // With latest the first source is begun behind its record, which is remembered all the same.
            let harness = try IntakeHarness()
            try harness.start()
            _ = try TopicScene.run(first, harness.intake, settings) { harness.topicCounters()?.nextOffset == 1 }
            try harness.restart()
            let text = try TopicScene.run(second, harness.intake, settings) {
                TopicScene.received(harness.intake) >= (isCopy ? 12 : 5)
            }
            harness.stop()
            #expect(text?.contains("was read in another cluster") == true, "\(text ?? "")")
            #expect(harness.receivedAlerts() == (isCopy ? Self.alerts(1..<13) : Self.alerts(100..<105)))
        }
    }

    @Test("A place of an earlier version, without the record before it, takes that record for the next time")
    func earlierVersion() throws {
        let harness = try IntakeHarness()
        var kept = DoorCounters(door: "topic:C1/falco/0")
        kept.received = 4
        kept.appended = 4
        kept.nextOffset = 4
        var transaction = LogTransaction()
        transaction.append(
            key: kept.door,
            value: kept.encoded,
            timestampMilliseconds: 0,
            to: TopicPartition(Topics.bridgeChangelog.name, 0)
        )
        let producer = try harness.log.makeProducer(id: "earlier")
        _ = try producer.commit(transaction)
        producer.close()
        try harness.restart()
        let first = TestSource(log: try Self.source(0..<4))
        let text = try TopicScene.run(first, harness.intake) { harness.topicCounters()?.lastRecord?.offset == 3 }
        #expect(text?.contains("made anew") == false)
        try harness.restart()
        let second = TestSource(log: try Self.source(100..<106, at: 50))
        _ = try TopicScene.run(second, harness.intake) { TopicScene.received(harness.intake) >= 10 }
        harness.stop()
        #expect(harness.receivedAlerts() == Self.alerts(100..<106))
    }

    @Test(
        "What retention or compaction took is no other topic: reading goes on, and what retention took unread is lost"
    )
    func removed() throws {
        for isCompacted in [false, true] {
            var source = MemoryLog()
            try source.create([
                TopicSettings(
                    name: TopicScene.topic,
                    partitions: 1,
                    cleanup: isCompacted ? .compact : .delete,
                    retentionMilliseconds: isCompacted ? nil : 1_000
                )
            ])
            let harness = try IntakeHarness()
            try harness.start()
            for number in 0..<4 {
                try TopicScene.write([sampleAlert(number)], to: source, key: "k", at: 10_000)
            }
            _ = try TopicScene.run(TestSource(log: source), harness.intake) {
                TopicScene.received(harness.intake) >= 4
            }
            try harness.restart()
            source = source.reopened()
            // The last record that was read goes with offset 4; 5 stays.
            try TopicScene.write([sampleAlert(4)], to: source, key: "k", at: 11_000)
            try TopicScene.write([sampleAlert(5)], to: source, key: "k", at: 20_000)
            try source.maintain(nowMilliseconds: 20_000)
            let text = try TopicScene.run(TestSource(log: source), harness.intake) {
                TopicScene.received(harness.intake) >= 5
            }
            harness.stop()
            #expect(text?.contains("made anew") == false, "\(text ?? "")")
            #expect(harness.receivedAlerts() == (Self.alerts(0..<4) + Self.alerts(5..<6)).sorted())
            #expect(harness.topicCounters()?.lost == (isCompacted ? 0 : 1))
        }
    }
}
