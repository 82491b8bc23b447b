import EventModel
import Foundation
import PipelineTestKit
import Testing
import TopicPlanning

@Suite("The folder of topics, read")
struct CatalogTests {
    private static let alerts = "eyrie.alerts.v1"

    @Test("what the files say is read, by name")
    func reading() throws {
        let catalog = try SampleCatalog().read()
        #expect(catalog.topics.map(\.name) == Topics.all.map(\.name))
        let alerts = try #require(catalog.topic("alerts"))
        #expect(alerts == catalog.topic("eyrie.alerts.v1"))
        #expect(alerts.partitions == .asAlerts)
        #expect(alerts.replication == 3)
        #expect(alerts.schema == "schemas/thing.v1.json")
        #expect(
            alerts.settings == [
                TopicSetting("cleanup.policy", "delete"), TopicSetting("retention.ms", "86400000"),
                TopicSetting("max.message.bytes", "4194304"),
            ]
        )
        #expect(catalog.topic("models")?.schema == nil)
        #expect(catalog.topic("models")?.partitions == .count(1))
        #expect(catalog.topic("nothing") == nil)
    }

    @Test("the folder of this repository is read, and its schemas with it")
    func ownFolder() throws {
        let catalog = try TopicCatalog(folder: Checkout.root.appending(path: "Topics").path(percentEncoded: false))
        #expect(catalog.topics.map(\.name) == Topics.all.map(\.name))
        for topic in catalog.topics {
            #expect(try catalog.schemaText(of: topic)?.contains("$schema") ?? (topic.schema == nil), "\(topic.name)")
        }
    }

    @Test(
        "a mistake is one line with file, line and key",
        arguments: [
            ("partitions: as-alerts", "partitions: 0", ":6: partitions: has to be as-alerts or 1 to 10000, not '0'"),
            ("partitions: as-alerts", "partitions: many", ":6: partitions: has to be as-alerts or 1 to 10000"),
            ("replication: 3", "replication: -1", ":7: replication: has to be a number of brokers"),
            ("replication: 3\n", "", ": replication: is missing"),
            ("owner: bridge", "owner: []", ":14: owner: has to be text"),
            ("owner: bridge", "owner: bridge\nwoner: x", ":15: woner: no such key; a topic has name"),
            ("name: eyrie.alerts.v1", "name: eyrie.alerts.v2", ":2: name: the file of topic eyrie.alerts.v2 is"),
            ("name: eyrie.alerts.v1", "name: Eyrie_1", ":2: name: 'Eyrie_1' is not 1 to 200 of a-z"),
            ("schemas/thing.v1.json", "schemas/none.v1.json", ": schema: there is no schemas/none.v1.json"),
            ("schemas/thing.v1.json", "schemas/../../x.json", ":4: schema: has to be schemas/NAME.json or none"),
            ("cleanup.policy: delete", "cleanup.policy: erase", ":9: config.cleanup.policy: has to be delete or"),
            ("cleanup.policy: delete", "cleanup.policy: compact", "config.cleanup.policy: has to be delete, as the"),
            ("  cleanup.policy: delete\n", "", ":9: config.cleanup.policy: is missing"),
            ("retention.ms: 86400000", "retention.ms: 1 day", ":10: config.retention.ms: has to be a number"),
            ("retention.ms: 86400000", "retention.ms: 0", ":10: config.retention.ms: has to be a number above 0"),
            ("max.message.bytes: 4194304", "max.message.bytes: 1000", ":11: config.max.message.bytes: has to be at"),
            ("max.message.bytes: 4194304", "max.message.bytes: 4194304\n  Segment: 1", ":12: config.Segment: is not"),
            (
                "max.message.bytes: 4194304", "max.message.bytes: 4194304\n  message.timestamp.type: LogAppendTime",
                ":12: config.message.timestamp.type: has to be CreateTime"
            ),
            (
                "max.message.bytes: 4194304", "max.message.bytes: 4194304\n  unclean.leader.election.enable: true",
                ":12: config.unclean.leader.election.enable: has to be false"
            ),
            ("config:", "config: x\nother:", ":8: config: has to be a mapping"),
            ("partitions: as-alerts", "partitions: 12", ": partitions: has to be as-alerts, as the program uses it"),
            ("name: eyrie.alerts.v1", "name: [", "eyrie.alerts.v1.yaml:"),
        ]
    )
    func mistakes(original: String, replacement: String, finding: String) {
        let mistakes = SampleCatalog().with(original, replacement, in: Self.alerts).mistakes()
        #expect(mistakes.contains { $0.hasPrefix("eyrie.alerts.v1.yaml") && $0.contains(finding) }, "\(mistakes)")
        #expect(mistakes.allSatisfy { !$0.contains("\n") })
    }

    @Test("all mistakes of all files are told at once")
    func allAtOnce() throws {
        let catalog = SampleCatalog()
            .with("replication: 3", "replication: x", in: "eyrie.audit.v1")
            .with("payload: Thing", "payloud: Thing", in: "eyrie.vectors.v1")
            .with(nil, as: "eyrie.models.v1.yaml")
        let mistakes = catalog.mistakes()
        #expect(
            mistakes.map { $0.prefix { $0 != ":" } } == [
                "eyrie.audit.v1.yaml", "eyrie.vectors.v1.yaml", "eyrie.vectors.v1.yaml", "eyrie.models.v1.yaml",
            ]
        )
        #expect(mistakes.last == "eyrie.models.v1.yaml: is missing; the program uses the topic eyrie.models.v1")
        do throws(CatalogFault) {
            _ = try catalog.read()
            Issue.record("it was read")
        } catch {
            #expect(error.code == .invalid)
            #expect("\(error)".hasPrefix("reading the topics in Topics: 4 mistakes; correct the folder\neyrie.audit"))
        }
    }

    @Test("a folder that is not there, and one without topics, say so")
    func noFolder() throws {
        do throws(CatalogFault) {
            _ = try TopicCatalog(folder: "no-such-folder")
            Issue.record("it was read")
        } catch {
            #expect(error.code == .unreadable)
            #expect(error.description.contains("no-such-folder: cannot be read as a folder; name the folder"))
        }
    }

    @Test("a topic that the code does not have is welcome")
    func stranger() throws {
        let text = try #require(SampleCatalog().files["eyrie.audit.v1.yaml"])
        let catalog = SampleCatalog()
            .with(text.replacing("eyrie.audit.v1", with: "eyrie.extra.v1"), as: "eyrie.extra.v1.yaml")
        #expect(try catalog.read().topics.count == Topics.all.count + 1)
    }
}
