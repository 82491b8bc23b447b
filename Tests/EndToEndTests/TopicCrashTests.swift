import Cryptography
import EventModel
import Foundation
import KafkaLog
import LogPort
import PipelineTestKit
import SQLiteLog
import Testing

/// kill -9 of the real bridge while kcat fills a topic that it reads, at each step of keeping and forwarding and between.
@Suite(
    "A bridge that reads a topic and is killed",
    .serialized,
    .enabled(if: !KafkaPlace.servers.isEmpty, KafkaPlace.skipped),
    .enabled(if: SourceTopic.kcat != nil, "there is no kcat: install it with make setup-clients")
)
struct TopicCrashTests {
    /// How a bridge is started, and the steps at which it can be made to end.
    private struct Bridge {
        let command: String
        let words: [String]
        let failpoints: [String]

        func run(_ words: String...) throws -> String {
            let result = try EyrieProcess.run(words + self.words)
            #expect(result.code == 0, "\(words): \(result.error)")
            return result.output
        }
    }

    @Test("has each record once in a log on Kafka, behind its spool, with the bytes that were sent")
    func onKafka() throws {
        let folder = try TemporaryFolder()
        let place = try KafkaPlace(folder: folder.path, partitions: 2)
        let source = try SourceTopic(partitions: 3)
        let settings = ["bridge.http.enabled=false", "bridge.topic.names=\(source.name)"]
        try check(
            Bridge(
                command: "bridge",
                words: place.words + settings.flatMap { ["--set", $0] },
                failpoints: SpoolCrashTests.failpoints
            ),
            source
        )
    }

    @Test("has each record once in an embedded log, with the bytes that were sent")
    func onEmbeddedLog() throws {
        let folder = try TemporaryFolder()
        let source = try SourceTopic(partitions: 3)
        let settings = [
            "bridge.http.enabled=false", "probes.enabled=false", "log.partitions=2",
            "bridge.topic.names=\(source.name)", "bridge.topic.address=kafka://\(KafkaPlace.servers)",
        ]
        try check(
            Bridge(
                command: "up",
                words: ["--folder", folder.path] + settings.flatMap { ["--set", $0] },
                failpoints: CrashRoundTests.failpoints.map(\.rawValue)
            ),
            source
        )
    }

    private func check(_ bridge: Bridge, _ source: SourceTopic) throws {
        var random = SeededGenerator(seed: 11)
        let points = bridge.failpoints
        let rounds = KillRounds.rounds(of: points.count, kills: points.count)
        for (index, failpoint) in (0..<rounds).flatMap({ _ in points }).enumerated() {
            let count = failpoint.hasPrefix("kafka-") ? 1 + index % 2 : Int.random(in: 3...8, using: &random)
            let process = try RunningProcess(
                [bridge.command] + bridge.words,
                environment: ["EYRIE_FAILPOINT": "\(failpoint):\(count)"]
            )
            var feeds = 0
            while feeds < 300, !process.hasEnded(within: 0.1) {
                try source.feed(60)
                feeds += 1
            }
            process.send(SIGKILL)
            #expect(process.wait().code == -SIGKILL)
            #expect(feeds < 300, "\(failpoint):\(count) was never hit")
        }
        for _ in 0..<4 {
            let process = try RunningProcess([bridge.command] + bridge.words)
            #expect(process.hasSaid("eyrie is up"), "\(process.text)")
            for _ in 0..<Int.random(in: 2...12, using: &random) {
                try source.feed(100)
                _ = process.hasEnded(within: 0.05)
            }
            process.send(SIGKILL)
            #expect(process.wait().code == -SIGKILL)
        }
        let process = try RunningProcess([bridge.command] + bridge.words)
        #expect(process.hasSaid("eyrie is up"), "\(process.text)")
        try source.feed(500)
        try source.finish()
        // One that writes transactions: their markers take offsets of the topic, and are not loss.
        try source.feedInTransactions(40)
        var ledger = ""
        for _ in 0..<300 {
            ledger = try EyrieProcess.run(["ledger"] + bridge.words).output
            guard Self.sum("received", ledger) < source.sent.count + source.broken else { break }
        }
        #expect(Self.sum("received", ledger) == source.sent.count + source.broken, "\(ledger)")
        #expect(process.stop().code == 0, "\(process.text)")
        #expect(!ledger.contains("and lost"), "\(ledger)")

        var seen: [String: Int] = [:]
        for line in try bridge.run("log", "cat", "alerts").split(separator: "\n") {
            let bytes = Array(line.utf8).withUnsafeBytes { ReceivedBytes.copy(of: $0) }
            seen[SHA256.digest(of: try #require(bytes, "\(line)")).hex, default: 0] += 1
        }
        #expect(seen.values.allSatisfy { $0 == 1 }, "a record is doubled")
        #expect(Set(seen.keys) == source.sent, "\(source.sent.subtracting(seen.keys).count) records are missing")
        #expect(source.sent.count > 1_500, "much was sent: \(source.sent.count)")
        let letters = try bridge.run("log", "cat", "deadletters").split(separator: "\n")
        #expect(letters.count == source.broken)
        #expect(letters.allSatisfy { $0.contains(#""topic":"kafka:\#(KafkaPlace.servers)/\#(source.name)""#) })
    }

    /// A count of all doors that read topics.
    private static func sum(_ word: String, _ ledger: String) -> Int {
        var sum = 0
        for line in ledger.split(separator: "\n") where line.contains("door topic:") {
            guard let range = line.firstRange(of: "\(word) ") else { continue }
            sum += Int(line[range.upperBound...].prefix { $0.isNumber }) ?? 0
        }
        return sum
    }
}
