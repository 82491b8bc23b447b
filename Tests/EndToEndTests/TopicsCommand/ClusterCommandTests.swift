import Foundation
import KafkaLog
import LogPort
import Testing

@testable import eyrie

/// The commands against the cluster that `EYRIE_TEST_KAFKA` names.
@Suite(
    "eyrie topics, on a cluster",
    .enabled(if: PlainCluster.servers != nil, "EYRIE_TEST_KAFKA is not set: no Kafka cluster to test against")
)
struct ClusterCommandTests {
    private let prefix = "c\(UUID().uuidString.prefix(8)).".lowercased()
    private let admin: KafkaTopicAdmin
    private let folder: URL

    init() throws {
        admin = try KafkaTopicAdmin(KafkaLogSettings(bootstrapServers: try #require(PlainCluster.servers)))
        folder = FileManager.default.temporaryDirectory.appending(path: "topics-\(prefix)\(UUID().uuidString)")
        try FileManager.default.copyItem(atPath: EyrieRun.topics, toPath: folder.path)
    }

    private func topics(_ words: String...) throws -> EyrieRun {
        let servers = try #require(PlainCluster.servers)
        return EyrieRun(
            ["topics"] + words + [
                "--topics", folder.path, "--prefix", prefix, "--replication", "1", "--log", "kafka://\(servers)",
            ]
        )
    }

    private func edit(_ topic: String, _ original: String, _ replacement: String) throws {
        let file = folder.appending(path: "\(topic).yaml")
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(text.contains(original))
        try text.replacing(original, with: replacement).write(to: file, atomically: true, encoding: .utf8)
    }

    private func found(_ topic: String) throws -> KafkaTopicState {
        try #require(try admin.topics(named: ["\(prefix)\(topic)"]).first)
    }

    @Test("plan, apply, plan: 2, 0, 0; then only changes of the folder are applied, and nothing is lost")
    func life() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let first = try topics("plan", "--partitions", "3")
        #expect(first.code == 2)
        #expect(first.output.contains("+ \(prefix)eyrie.alerts.v1: create with 3 partitions, replication 1"))
        #expect(first.output.hasSuffix("13 topics: 13 to create\n"))
        let unasked = try topics("apply", "--partitions", "3")
        // A test has no terminal; one that has would be asked, and this test is not for a terminal.
        if isatty(STDIN_FILENO) == 0 {
            #expect(unasked.code == 1)
            #expect(unasked.error.contains("say --yes"))
            #expect(try admin.names(withPrefix: prefix).isEmpty)
        }
        let applied = try topics("apply", "--yes", "--partitions", "3")
        #expect(applied.code == 0, "\(applied.error)")
        #expect(try found("eyrie.vectors.v1").partitions == 3)
        #expect(try found("eyrie.audit.v1").partitions == 1)
        #expect(try found("eyrie.models.v1").entries["cleanup.policy"]?.value == "compact")
        #expect(try topics("plan").code == 0)
        #expect(try topics("diff").output == "")

        // Somebody sets a property of their own, which apply must keep although its request replaces all.
        try admin.set([KafkaProperty("segment.ms", "3600000")], of: "\(prefix)eyrie.alerts.v1")
        try edit("eyrie.alerts.v1", "retention.ms: 31536000000", "retention.ms: 31536000001")
        try edit("eyrie.sensors.v1", "partitions: 1", "partitions: 2")
        let diff = try topics("diff")
        #expect(diff.code == 2)
        #expect(diff.output.contains("-retention.ms: 31536000000\n+retention.ms: 31536000001\n"))
        #expect(diff.output.contains("-partitions: 1\n+partitions: 2\n"))
        #expect(try topics("plan", "--json").output.contains(#""do":"grow","from":1,"to":2"#))
        #expect(try topics("apply", "--yes").code == 0)
        let own = try found("eyrie.alerts.v1").entries.filter(\.value.isOwn).mapValues(\.value)
        #expect(own["retention.ms"] == "31536000001")
        #expect(own["segment.ms"] == "3600000")
        #expect(own["max.message.bytes"] == "4194304")
        #expect(try found("eyrie.sensors.v1").partitions == 2)
        #expect(try topics("plan").code == 0)
    }

    @Test("a forbidden change is refused with 1, and nothing else is changed")
    func refusals() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try admin.create("\(prefix)eyrie.alerts.v1", partitions: 2, replication: 1, entries: [])
        try admin.create("\(prefix)eyrie.vectors.v1", partitions: 3, replication: 1, entries: [])
        let plan = try topics("plan")
        #expect(plan.code == 1)
        #expect(plan.output.contains("eyrie.alerts.v1 has 2, \(prefix)eyrie.vectors.v1 has 3"))
        let applied = try topics("apply", "--yes")
        #expect(applied.code == 1)
        #expect(applied.error.contains("nothing was changed"))
        #expect(try admin.names(withPrefix: prefix).count == 2)
    }

    @Test("a topic of a version before is named and left alone")
    func strangers() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try admin.create("\(prefix)eyrie.alerts.v0", partitions: 1, replication: 1, entries: [])
        #expect(try topics("apply", "--yes", "--partitions", "1").code == 0)
        let plan = try topics("plan")
        #expect(plan.code == 0)
        #expect(plan.output.contains("  \(prefix)eyrie.alerts.v0\n    note: not in the folder; left alone"))
        #expect(try admin.names(withPrefix: prefix).count == 14)
    }

    @Test("a cluster that does not answer is an error, not a difference")
    func nobodyThere() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let run = EyrieRun(
            "topics",
            "plan",
            "--topics",
            folder.path,
            "--log",
            "kafka://127.0.0.1:1",
            "--set",
            "kafka.request-timeout=1s"
        )
        #expect(run.code == 1)
        #expect(run.error.contains("127.0.0.1:1"), "\(run.error)")
    }
}

/// The cluster of `EYRIE_TEST_KAFKA`.
enum PlainCluster {
    static var servers: String? {
        let servers = ProcessInfo.processInfo.environment["EYRIE_TEST_KAFKA"] ?? ""
        return servers.isEmpty ? nil : servers
    }
}
