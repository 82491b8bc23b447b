import Foundation
import KafkaLog
import LogPort
import PipelineTestKit
import Testing

/// The cases of public bug reports that are records of a topic, on a real cluster and the real bridge.
@Suite(
    "Cases of public bug reports on Kafka",
    .enabled(if: !KafkaPlace.servers.isEmpty, KafkaPlace.skipped),
    .enabled(if: BugCaseTests.isThere, BugCaseTests.reason)
)
struct BugCaseTopicTests {
    /// Each file is the value of one record; the alerts in it, and whether it is a dead letter.
    private static let files: [(name: String, alerts: Int, letters: Int)] = [
        ("23-kafka-connect-envelope/envelope.kafka", 1, 0), ("23-kafka-connect-envelope/payload-string.kafka", 1, 0),
        ("23-kafka-connect-envelope/payload-null.kafka", 0, 1), ("24-kafka-odd-values/array.kafka", 2, 0),
        ("24-kafka-odd-values/bom.kafka", 1, 0), ("24-kafka-odd-values/empty.kafka", 0, 0),
        ("24-kafka-odd-values/ndjson.kafka", 2, 0), ("24-kafka-odd-values/text.kafka", 1, 0),
        ("24-kafka-odd-values/trailing.kafka", 1, 0), ("26-kafka-record-times/plain.kafka", 1, 0),
    ]
    /// 2025-09-16T06:23:49Z: what dates the text alert, whose time of day is a moment before.
    private static let recordMilliseconds: Int64 = 1_758_003_829_000

    @Test("each record is its alerts, or one dead letter, and a text has the date of its record")
    func records() throws {
        let folder = try TemporaryFolder()
        let topic = "bugcase-\(UUID().uuidString.prefix(8))"
        let cluster = try KafkaLog(KafkaLogSettings(bootstrapServers: KafkaPlace.servers))
        defer { cluster.close() }
        try cluster.create([TopicSettings(name: topic, partitions: 1, cleanup: .delete)])
        let producer = try cluster.makeProducer(id: "\(topic).others")
        defer { producer.close() }
        for file in Self.files {
            let value = try Data(contentsOf: URL(fileURLWithPath: "\(BugCaseTests.folder)/\(file.name)"))
            let record = LogRecord("", String(decoding: value, as: UTF8.self), at: Self.recordMilliseconds)
            let frames = try #require(LogRecord.frames([record]))
            _ = try producer.commit(LogTransaction(appends: [.init(TopicPartition(topic, 0), frames)]))
        }
        let words = [
            "--folder", folder.path, "--set", "bridge.http.enabled=false", "--set", "probes.enabled=false",
            "--set", "log.partitions=1", "--set", "bridge.topic.names=\(topic)",
            "--set", "bridge.topic.address=kafka://\(KafkaPlace.servers)",
        ]
        let process = try RunningProcess(["up"] + words)
        #expect(process.hasSaid("eyrie is up"), "\(process.text)")
        let alerts = Self.files.reduce(0) { $0 + $1.alerts }
        let letters = Self.files.reduce(0) { $0 + $1.letters }
        var ledger = ""
        for _ in 0..<300 {
            ledger = try EyrieProcess.run(["ledger"] + words).output
            if ledger.contains("appended \(alerts) "), !ledger.contains(#/pending [1-9]/#) { break }
        }
        #expect(ledger.contains("appended \(alerts) "), "\(ledger)")
        #expect(ledger.contains("dead-lettered \(letters) "), "\(ledger)")
        let text = try EyrieProcess.run(["log", "cat", "alerts"] + words).output
        #expect(text.contains(#""time":"2025-09-16T06:23:48.830962378Z""#), "\(text)")
        #expect(process.stop().code == 0)
    }
}
