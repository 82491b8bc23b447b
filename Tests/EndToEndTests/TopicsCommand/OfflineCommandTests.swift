import CommandLineKit
import EventModel
import Foundation
import Testing

@testable import eyrie

/// The commands that need no cluster.
@Suite("eyrie topics, without a cluster")
struct OfflineCommandTests {
    @Test("schema lists every topic and prints each schema as it is in the folder")
    func schema() throws {
        let list = EyrieRun("topics", "schema", "--topics", EyrieRun.topics)
        #expect(list.code == 0)
        #expect(list.output.split(separator: "\n").count == Topics.all.count)
        let one = EyrieRun("topics", "schema", "--topics", EyrieRun.topics, "verdicts")
        let file = try String(contentsOfFile: "\(EyrieRun.topics)/schemas/verdict.v1.json", encoding: .utf8)
        #expect(one.code == 0)
        #expect(one.output == file)
        let none = EyrieRun("topics", "schema", "--topics", EyrieRun.topics, "features.changelog")
        #expect(none.code == 1)
        #expect(none.error.contains("eyrie.features.changelog.v1 has no schema"))
        let unknown = EyrieRun("topics", "schema", "--topics", EyrieRun.topics, "orders")
        #expect(unknown.code == 1)
        #expect(unknown.error.contains("there is no topic orders; the folder has eyrie.alerts.v1, "))
    }

    @Test("render writes topics, rights, or both, for the roles that are asked for")
    func render() {
        let all = EyrieRun("topics", "render", "sh", "--topics", EyrieRun.topics)
        #expect(all.code == 0)
        #expect(all.output.contains("kafka-topics.sh --create --if-not-exists --topic eyrie.alerts.v1 --partitions 12"))
        #expect(all.output.contains("--transactional-id bridge\n"))
        #expect(all.output.contains("--transactional-id eyrie-operations\n"))
        for role in ["bridge", "features", "scoring", "incidents", "vault", "reader", "operator", "admin"] {
            #expect(all.output.contains("--allow-principal User:eyrie-\(role) "), "\(role)")
        }
        let one = EyrieRun(
            "topics",
            "render",
            "strimzi",
            "--topics",
            EyrieRun.topics,
            "--part",
            "access",
            "--role",
            "scoring",
            "--principal",
            "scoring=judge",
            "--prefix",
            "x."
        )
        #expect(one.code == 0)
        #expect(one.output.contains("kind: KafkaUser\nmetadata:\n  name: judge\n"))
        #expect(!one.output.contains("KafkaTopic"))
        #expect(one.output.components(separatedBy: "---\n").count == 2)
        #expect(one.output.contains("name: x.eyrie.scoring."))
    }

    @Test(
        "options that do not go together are wrong usage, in one line",
        arguments: [
            ["render", "sh", "--role", "king"], ["render", "sh", "--principal", "bridge"],
            ["render", "sh", "--principal", "king=x"], ["render", "strimzi", "--principal", "bridge=CN=x"],
            ["render", "sh", "--prefix", "a b"], ["render", "sh", "--partitions", "0"], ["render", "crossplane"],
        ]
    )
    func wrongUse(words: [String]) {
        let hasTopics = words[1] == "sh" || words[1] == "strimzi"
        let run = EyrieRun(["topics"] + words + (hasTopics ? ["--topics", EyrieRun.topics] : []))
        #expect(run.code == 64)
        #expect(run.error.split(separator: "\n").count == 1, "\(run.error)")
    }

    @Test("a mistake in the folder is found without a cluster")
    func mistake() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "topics-\(UUID().uuidString)")
        try FileManager.default.copyItem(atPath: EyrieRun.topics, toPath: folder.path)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "eyrie.alerts.v1.yaml")
        let text = try String(contentsOf: file, encoding: .utf8)
        try text.replacing("as-alerts", with: "some").write(to: file, atomically: true, encoding: .utf8)
        let run = EyrieRun("topics", "plan", "--topics", folder.path, "--log", "kafka://127.0.0.1:1")
        #expect(run.code == 1)
        #expect(run.error.contains("eyrie.alerts.v1.yaml:6: partitions: has to be as-alerts or 1 to 10000"))
    }

    @Test("without a log on Kafka there is nothing to compare with")
    func noKafka() {
        let run = EyrieRun("topics", "plan", "--topics", EyrieRun.topics)
        #expect(run.code == 1)
        #expect(run.error.contains("--log kafka://HOST:PORT"))
    }
}
