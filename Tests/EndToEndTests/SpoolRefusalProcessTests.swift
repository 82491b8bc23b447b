import EventModel
import Foundation
import HTTPRequests
import JSONText
import KafkaLog
import PipelineTestKit
import Testing

/// The real bridge in front of a cluster that refuses single records, and of one that is away from the start.
@Suite("A bridge whose log does not take everything", .serialized)
struct SpoolRefusalProcessTests {
    /// An alert of about so many bytes that no codec makes much smaller.
    private static func alert(_ count: Int, seed: UInt64) -> [UInt8] {
        var random = SeededGenerator(seed: seed)
        let digits = Array("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_".utf8)
        let noise = String(decoding: (0..<count).map { _ in digits[Int(random.next() % 64)] }, as: UTF8.self)
        let text =
            #"{"hostname":"n","output":"\#(noise)","output_fields":{"proc.name":"sh"},"priority":"Notice","rule":"R","#
            + #""source":"syscall","tags":[],"time":"2026-03-01T10:00:00.\#(100_000_000 + seed)Z"}"#
        return Array(text.utf8)
    }

    private static func metrics(of bridge: RunningProcess) throws -> String {
        try HTTPClient().get("http://127.0.0.1:\(bridge.number(behind: "probes.port="))/metrics").text
    }

    @Test(
        "a record that Kafka refuses is a dead letter with all its bytes, those behind it arrive, and the door learns the limit",
        .enabled(if: !KafkaPlace.servers.isEmpty, KafkaPlace.skipped)
    )
    func refusedByTopic() throws {
        let folder = try TemporaryFolder()
        let place = try KafkaPlace(folder: folder.path, partitions: 1)
        let bridge = try place.start("bridge")
        let large = Self.alert(300_000, seed: 1)
        #expect(try HTTPClient().post(bridge.door, body: Self.alert(200_000, seed: 2)).status == 200)
        let admin = try KafkaTopicAdmin(KafkaLogSettings(bootstrapServers: KafkaPlace.servers))
        try admin.set([KafkaProperty("max.message.bytes", "100000")], of: place.topic("eyrie.alerts.v1"))
        // The door does not know it yet.
        #expect(try HTTPClient().post(bridge.door, body: large).status == 200)
        for seed in UInt64(10)..<15 {
            #expect(try HTTPClient().post(bridge.door, body: Self.alert(1_000, seed: seed)).status == 200)
        }
        var ledger = ""
        for _ in 0..<200 {
            ledger = try place.run("ledger")
            guard !ledger.contains("log: 6 alerts") || !ledger.contains("dead-lettered 1 ") else { break }
        }
        #expect(ledger.contains("received 7 = appended 6 ") && ledger.contains("the ledger balances"), "\(ledger)")
        let letters = try place.run("log", "cat", "deadletters").split(separator: "\n")
        #expect(letters.count == 1)
        let letter = try JSONParser().decode(DeadLetter.self, from: Array(try #require(letters.first).utf8))
        #expect(letter.code == "record-refused" && letter.topic == "http" && letter.value == large)
        // Asked anew when the record was refused.
        let answer = try HTTPClient().post(bridge.door, body: Self.alert(300_000, seed: 3))
        #expect(answer.status == 413 && answer.text.contains("max.message.bytes"), "\(answer.text)")
        let wanted = ["eyrie_spool_refused_total 1\n", "eyrie_spool_records 0\n"]
        var metrics = ""
        for _ in 0..<100 {
            metrics = try Self.metrics(of: bridge)
            guard !wanted.allSatisfy(metrics.contains) else { break }
        }
        #expect(wanted.allSatisfy(metrics.contains))
        #expect(bridge.isRunning)
        #expect(bridge.stop().code == 0, "\(bridge.text)")
    }

    @Test("a bridge that starts while the cluster is away tells how many alerts wait, also after it was killed")
    func countsFromStart() throws {
        let folder = try TemporaryFolder()
        let words = [
            "bridge", "--log", "kafka://127.0.0.1:1", "--folder", folder.path, "--set", "bridge.http.address=127.0.0.1",
            "--set", "bridge.http.port=0", "--set", "probes.address=127.0.0.1", "--set", "probes.port=0", "--set",
            "kafka.request-timeout=1s",
        ]
        for round in UInt64(0)..<2 {
            let bridge = try RunningProcess(words)
            #expect(bridge.hasSaid("eyrie is up"), "\(bridge.text)")
            for seed in UInt64(0)..<5 {
                let alert = Self.alert(100, seed: round * 5 + seed)
                #expect(try HTTPClient().post(bridge.door, body: alert).status == 200)
            }
            let wanted = "eyrie_spool_records \(5 * (round + 1))\n"
            var text = ""
            for _ in 0..<100 {
                text = try Self.metrics(of: bridge)
                guard !text.contains(wanted) else { break }
            }
            #expect(text.contains(wanted), "\(text.split(separator: "\n").filter { $0.hasPrefix("eyrie_spool") })")
            bridge.send(SIGKILL)
            _ = bridge.wait()
        }
    }
}
