import EventModel
import Foundation
import JSONText
import PipelineTestKit
import Testing
import YAMLText

@Suite("The contract in Topics")
struct TopicTests {
    private static let folder = Checkout.root.appending(path: "Topics")

    @Test("Every sample fits its schema", arguments: Sample.all)
    func schemas(sample: Sample) throws {
        let value = try JSONSerialization.jsonObject(with: Data(sample.bytes))
        #expect(try Schema(of: sample).findings(value) == [])
    }

    @Test("A value that does not fit is found")
    func schemaTeeth() throws {
        let sample = try Sample.named("verdict-scored")
        let schema = try Schema(of: sample)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(sample.bytes)) as? [String: Any])
        let wrong: [(String, Any?)] = [
            ("verdict", 2), ("event", "xyz"), ("time", "yesterday"), ("priority", "Loud"), ("learned", -1),
            ("learned", 1.5),
            ("score", 1.001), ("anomalous", 1), ("tags", [1]), ("facts", "none"), ("threshold", nil), ("more", 1),
        ]
        for (name, value) in wrong {
            var other = object
            other[name] = value
            #expect(!schema.findings(other).isEmpty, "\(name)")
        }
    }

    @Test("Every topic in code has its file, and every file its topic")
    func names() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
            .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
        #expect(files.sorted() == Topics.all.map(\.name))
        #expect(Set(files).count == Topics.all.count)
    }

    @Test("The files say what the code says", arguments: Topics.all.map(\.name))
    func agreement(name: String) throws {
        let topic = try #require(Topics.all.first { $0.name == name })
        let bytes = [UInt8](try Data(contentsOf: Self.folder.appending(path: "\(name).yaml")))
        let file = try YAMLDocument.parse(bytes)
        #expect(file["name"]?.text == name)
        #expect(file["partitions"]?.text == (topic.partitions == .asAlerts ? "as-alerts" : "1"))
        #expect(file["config"]?["cleanup.policy"]?.text == topic.cleanup.rawValue)
        #expect(file["config"]?["retention.ms"]?.text == "\(topic.retentionMilliseconds)")
        #expect(file["config"]?["max.message.bytes"]?.text == "\(Topics.maximumRecordBytes)")
        for key in ["payload", "key", "replication", "writers", "readers", "owner"] {
            #expect(file[key]?.text?.isEmpty == false, "\(key)")
        }
        let schema = try #require(file["schema"]?.text)
        if schema != "none" {
            #expect(FileManager.default.fileExists(atPath: Self.folder.appending(path: schema).path))
        }
    }

    @Test("Topics of one pipeline have the alerts' partitions, the others one")
    func partitions() {
        let coPartitioned = Topics.all.filter { $0.partitionCount(alerts: 12) == 12 }.map(\.name)
        #expect(
            coPartitioned == [
                "eyrie.alerts.v1", "eyrie.deliveries.v1", "eyrie.features.changelog.v1", "eyrie.incidents.changelog.v1",
                "eyrie.incidents.v1", "eyrie.scoring.changelog.v1", "eyrie.vectors.v1", "eyrie.verdicts.v1",
            ]
        )
        #expect(Topics.all.allSatisfy { [1, 12].contains($0.partitionCount(alerts: 12)) })
        #expect(Topics.alerts.name == "eyrie.alerts.v1")
    }
}
