import Foundation
import JSONText
import PipelineTestKit
import Testing

/// Debian's kcat as the reader of what `eyrie bridge` wrote to Kafka.
@Suite(
    "kcat and the log on Kafka",
    .enabled(if: !KafkaPlace.servers.isEmpty, KafkaPlace.skipped),
    .enabled(if: OutsideTool.has("kcat"), "there is no kcat: install it with make setup-clients")
)
struct KcatTests {
    @Test("Each alert is there once for any client, with its profile as key, its type as header, and its bytes")
    func reads() throws {
        let folder = try TemporaryFolder()
        let place = try KafkaPlace(folder: folder.path, partitions: 2)
        let bridge = try place.start("bridge")
        let sent = (1...300).map { String(decoding: PostedAlerts.alert($0), as: UTF8.self) }
        #expect(KafkaPlace.post(sent.map { Array($0.utf8) }, to: bridge.door) == sent.count)
        #expect(bridge.stop().code == 0, "\(bridge.text)")
        let result = try OutsideTool.run(
            "kcat",
            [
                "-C", "-b", KafkaPlace.servers, "-t", place.topic("eyrie.alerts.v1"), "-o", "beginning", "-e", "-q",
                "-X",
                "isolation.level=read_committed", "-f", "%k\\t%h\\t%s\\n",
            ]
        )
        #expect(result.code == 0, "\(result.error)")
        let lines = result.output.split(separator: "\n")
        #expect(lines.count == sent.count)
        var seen: Set<Substring> = []
        for line in lines {
            let parts = line.split(separator: "\t")
            try #require(parts.count == 3, "\(line)")
            #expect(parts[1].contains("content-type=application/cloudevents+json"), "\(parts[1])")
            let envelope = try JSONSerialization.jsonObject(with: Data(parts[2].utf8)) as? [String: Any]
            #expect(envelope?["profile"] as? String == String(parts[0]))
            // Received bytes are before the closing brace as they came.
            let data = try #require(parts[2].range(of: ",\"data\":"))
            seen.insert(parts[2][data.upperBound...].dropLast())
        }
        #expect(seen == Set(sent.map { $0[...] }))
    }
}
