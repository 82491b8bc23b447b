import JSONText
import Testing
import TopicPlanning

@Suite("The text of a plan")
struct PlanTextTests {
    /// One topic of each kind: agreeing ones, one to create, one to change, one to grow, one to move, one stranger.
    private func plan() throws -> TopicPlan {
        let catalog = SampleCatalog().with("partitions: 1", "partitions: 3", in: "eyrie.audit.v1")
        let topics = try SampleCatalog().agreeing().compactMap { topic -> ClusterTopic? in
            switch topic.name {
            case "eyrie.deadletters.v1": return nil
            case "eyrie.alerts.v1":
                var settings = topic.settings
                settings["retention.ms"] = ClusterTopic.Setting("-1", isOwn: true)
                return ClusterTopic(name: topic.name, partitions: 12, replication: 3, settings: settings)
            case "eyrie.models.v1":
                return ClusterTopic(name: topic.name, partitions: 1, replication: 2, settings: topic.settings)
            default: return topic
            }
        }
        return try TopicPlanner(catalog: catalog.read())
            .plan(for: ClusterState(brokers: 3, topics: topics, names: ["eyrie.old.v1"]))
    }

    @Test("people read what apply does to each topic")
    func text() throws {
        #expect(
            try plan().text == """
                ~ eyrie.alerts.v1
                    retention.ms: -1 -> 86400000
                    note: retention.ms becomes shorter: brokers will remove what is older
                ~ eyrie.audit.v1
                    partitions: 1 -> 3
                + eyrie.deadletters.v1: create with 1 partition, replication 3
                    cleanup.policy = delete
                    retention.ms = 86400000
                    max.message.bytes = 4194304
                ? eyrie.models.v1
                    not changed: replication is 2, not 3: move it with kafka-reassign-partitions.sh, or say --replication 2
                  eyrie.old.v1
                    note: not in the folder; left alone
                13 topics: 1 to create, 2 to change, 1 to move with other tools, 9 as they should be

                """
        )
    }

    @Test("a difference is shown as diff shows it")
    func differences() throws {
        #expect(
            try plan().differences == """
                @@ eyrie.alerts.v1 @@
                -retention.ms: -1
                +retention.ms: 86400000
                @@ eyrie.audit.v1 @@
                -partitions: 1
                +partitions: 3
                @@ eyrie.deadletters.v1 @@
                +partitions: 1
                +replication: 3
                +cleanup.policy: delete
                +retention.ms: 86400000
                +max.message.bytes: 4194304
                @@ eyrie.models.v1 @@
                !replication is 2, not 3: move it with kafka-reassign-partitions.sh, or say --replication 2

                """
        )
    }

    @Test("a refusal is marked, and nothing differs where all agrees")
    func refusal() throws {
        let planner = TopicPlanner(catalog: try SampleCatalog().read(), partitions: 5)
        let refused = planner.plan(for: ClusterState(brokers: 3, topics: try SampleCatalog().agreeing()))
        #expect(refused.text.hasPrefix("! eyrie.alerts.v1\n    refused: it has 12 partitions and cannot get 5"))
        #expect(refused.text.hasSuffix("13 topics: 8 refused, 5 as they should be\n"))
        let agreed = TopicPlanner(catalog: try SampleCatalog().read())
            .plan(for: ClusterState(brokers: 3, topics: try SampleCatalog().agreeing()))
        #expect(agreed.text == "13 topics: 13 as they should be\n")
        #expect(agreed.differences == "")
    }

    @Test("machines read the same as JSON")
    func json() throws {
        let parser = JSONParser()
        let bytes = try plan().json
        let (exit, count, kinds, strangers) = try bytes.withUnsafeBytes { bytes in
            try parser.withDocument(bytes) { document in
                var kinds: [String] = []
                var count = 0
                if let topics = document.member("topics")?.elements {
                    for topic in topics {
                        count += 1
                        guard let changes = topic.member("changes")?.elements else { continue }
                        for change in changes {
                            kinds.append(change.member("do")?.string ?? "")
                        }
                    }
                }
                var strangers: [String] = []
                if let names = document.member("strangers")?.elements {
                    for name in names {
                        strangers.append(name.string ?? "")
                    }
                }
                return (document.member("exit")?.int64, count, kinds, strangers)
            }
        }
        #expect(exit == 2)
        #expect(count == 13)
        #expect(kinds == ["set", "grow", "create"])
        #expect(strangers == ["eyrie.old.v1"])
    }
}
