import EventModel
import Testing
import TopicPlanning

@Suite("The plan for a cluster")
struct PlannerTests {
    private func plan(
        _ topics: [ClusterTopic],
        brokers: Int = 3,
        catalog: SampleCatalog = SampleCatalog(),
        partitions: Int? = nil,
        replication: Int? = nil,
        names: [String] = []
    ) throws -> TopicPlan {
        try TopicPlanner(catalog: catalog.read(), partitions: partitions, replication: replication)
            .plan(for: ClusterState(brokers: brokers, topics: topics, names: names))
    }

    private func item(_ name: String, _ plan: TopicPlan) throws -> TopicPlan.Item {
        try #require(plan.items.first { $0.name == name })
    }

    private func changed(
        _ name: String,
        partitions: Int? = nil,
        replication: Int? = nil,
        settings: [String: ClusterTopic.Setting] = [:],
        in topics: [ClusterTopic]
    ) -> [ClusterTopic] {
        topics.map { topic in
            guard topic.name == name else { return topic }
            return ClusterTopic(
                name: name,
                partitions: partitions ?? topic.partitions,
                replication: replication ?? topic.replication,
                settings: topic.settings.merging(settings) { $1 }
            )
        }
    }

    @Test("an empty cluster gets every topic, co-partitioned ones with 12 partitions")
    func emptyCluster() throws {
        let plan = try plan([])
        #expect(plan.exitCode == 2)
        #expect(plan.alertPartitions == 12)
        for topic in Topics.all {
            guard case .create(let partitions, let replication, let settings) = try item(topic.name, plan).changes.first
            else {
                Issue.record("\(topic.name) is not created")
                continue
            }
            #expect(partitions == (topic.partitions == .asAlerts ? 12 : 1))
            #expect(replication == 3)
            #expect(settings.first == TopicSetting("cleanup.policy", topic.cleanup.rawValue))
        }
    }

    @Test("a cluster that agrees needs nothing")
    func agreement() throws {
        let plan = try plan(try SampleCatalog().agreeing(alerts: 7))
        #expect(plan.exitCode == 0)
        #expect(!plan.hasChanges)
        #expect(plan.items.allSatisfy { $0.notes.isEmpty })
        #expect(plan.alertPartitions == 7)
    }

    @Test("a missing co-partitioned topic gets the number that the others have")
    func missingCoPartitioned() throws {
        let topics = try SampleCatalog().agreeing(alerts: 7).filter { $0.name != "eyrie.alerts.v1" }
        let plan = try plan(topics)
        guard case .create(let partitions, _, _) = try item("eyrie.alerts.v1", plan).changes.first else {
            Issue.record("it is not created")
            return
        }
        #expect(partitions == 7)
        #expect(plan.exitCode == 2)
    }

    @Test("unequal numbers of co-partitioned topics are refused for all of them, and name each")
    func unequal() throws {
        let topics = changed("eyrie.vectors.v1", partitions: 8, in: try SampleCatalog().agreeing(alerts: 4))
        let plan = try plan(topics)
        #expect(plan.exitCode == 1)
        let refused = plan.items.filter { !$0.refusals.isEmpty }
        #expect(refused.count == Topics.all.filter { $0.partitions == .asAlerts }.count)
        #expect(refused.allSatisfy { $0.refusals[0].contains("eyrie.vectors.v1 has 8") })
        #expect(refused.allSatisfy { $0.refusals[0].contains("eyrie.alerts.v1 has 4") })
    }

    @Test("a co-partitioned topic never gets another number", arguments: [3, 5])
    func coPartitioned(partitions: Int) throws {
        let plan = try plan(try SampleCatalog().agreeing(alerts: 4), partitions: partitions)
        #expect(plan.exitCode == 1)
        #expect(!plan.hasChanges)
        #expect(try item("eyrie.alerts.v1", plan).refusals[0].contains("4 partitions and cannot get \(partitions)"))
        #expect(try item("eyrie.audit.v1", plan).refusals == [])
    }

    @Test("its own topic number grows, and never shrinks")
    func growth() throws {
        let catalog = SampleCatalog().with("partitions: 1", "partitions: 3", in: "eyrie.audit.v1")
        let topics = try SampleCatalog().agreeing()
        let growing = try plan(topics, catalog: catalog)
        #expect(growing.exitCode == 2)
        #expect(try item("eyrie.audit.v1", growing).changes == [.grow(from: 1, to: 3)])
        let shrinking = try plan(changed("eyrie.audit.v1", partitions: 5, in: topics), catalog: catalog)
        #expect(shrinking.exitCode == 1)
        #expect(!shrinking.hasChanges)
        #expect(try item("eyrie.audit.v1", shrinking).refusals[0].contains("never taken away"))
    }

    @Test("a compacted topic does not grow")
    func compactedGrowth() throws {
        let catalog = SampleCatalog().with("partitions: 1", "partitions: 2", in: "eyrie.bridge.changelog.v1")
        let plan = try plan(try SampleCatalog().agreeing(), catalog: catalog)
        #expect(plan.exitCode == 1)
        #expect(try item("eyrie.bridge.changelog.v1", plan).refusals[0].contains("it is compacted"))
    }

    @Test("properties of the folder are set, others are kept and named")
    func settings() throws {
        let topics = changed(
            "eyrie.alerts.v1",
            settings: [
                "retention.ms": ClusterTopic.Setting("604800000", isOwn: true),
                "segment.ms": ClusterTopic.Setting("3600000", isOwn: true),
                "max.message.bytes": ClusterTopic.Setting("1048588", isOwn: false),
            ],
            in: try SampleCatalog().agreeing()
        )
        let plan = try plan(topics)
        let item = try item("eyrie.alerts.v1", plan)
        #expect(
            item.changes == [
                .set(name: "retention.ms", from: "604800000", to: "86400000"),
                .set(name: "max.message.bytes", from: "1048588", to: "4194304"),
            ]
        )
        #expect(
            item.notes == [
                "retention.ms becomes shorter: brokers will remove what is older",
                "segment.ms=3600000 is set on the topic and not in the folder; kept",
            ]
        )
        #expect(plan.exitCode == 2)
    }

    @Test("a shorter retention is warned of, a longer one is not", arguments: [("-1", true), ("1", false)])
    func shorter(present: String, isShorter: Bool) throws {
        let topics = changed(
            "eyrie.alerts.v1",
            settings: ["retention.ms": ClusterTopic.Setting(present, isOwn: true)],
            in: try SampleCatalog().agreeing()
        )
        #expect(try item("eyrie.alerts.v1", plan(topics)).notes.isEmpty == !isShorter)
    }

    @Test("a difference of replication is reported with the tool that changes it, and is a difference")
    func replication() throws {
        let topics = changed("eyrie.audit.v1", replication: 1, in: try SampleCatalog().agreeing())
        let plan = try plan(topics)
        #expect(plan.exitCode == 2)
        #expect(!plan.hasChanges)
        #expect(try item("eyrie.audit.v1", plan).beyond[0].contains("kafka-reassign-partitions.sh"))
        #expect(try self.plan(try SampleCatalog().agreeing(replication: 1), replication: 1).exitCode == 0)
    }

    @Test("more copies than brokers are refused before anything is asked of the cluster")
    func fewBrokers() throws {
        let refused = try plan([], brokers: 1)
        #expect(refused.exitCode == 1)
        #expect(try item("eyrie.alerts.v1", refused).refusals[0].contains("say --replication 1"))
        #expect(try plan([], brokers: 1, replication: 1).exitCode == 2)
    }

    @Test("copies that would never be enough for a write are refused")
    func inSync() throws {
        let catalog = SampleCatalog().with("config:", "config:\n  min.insync.replicas: 2", in: "eyrie.audit.v1")
        let plan = try plan([], catalog: catalog, replication: 1)
        #expect(
            try item("eyrie.audit.v1", plan).refusals == [
                "min.insync.replicas 2 with replication 1: nothing could be written"
            ]
        )
    }

    @Test("one copy before an acknowledgement is noted, brokers' times instead of receipt times are refused")
    func brokerDefaults() throws {
        let topics = changed(
            "eyrie.alerts.v1",
            settings: [
                "min.insync.replicas": ClusterTopic.Setting("1", isOwn: false),
                "message.timestamp.type": ClusterTopic.Setting("LogAppendTime", isOwn: false),
            ],
            in: try SampleCatalog().agreeing()
        )
        let plan = try plan(topics)
        #expect(try item("eyrie.alerts.v1", plan).notes[0].contains("one broker alone"))
        #expect(try item("eyrie.alerts.v1", plan).refusals[0].contains("LogAppendTime"))
        let catalog = SampleCatalog()
            .with("config:", "config:\n  message.timestamp.type: CreateTime", in: "eyrie.alerts.v1")
        let healed = try self.plan(topics, catalog: catalog)
        #expect(
            try item("eyrie.alerts.v1", healed).changes
                == [.set(name: "message.timestamp.type", from: "LogAppendTime", to: "CreateTime")]
        )
        #expect(healed.exitCode == 2)
    }

    @Test("topics that the folder does not have are named and left alone")
    func strangers() throws {
        let plan = try plan(
            try SampleCatalog().agreeing(),
            names: ["eyrie.alerts.v1", "eyrie.alerts.v0", "orders"]
        )
        #expect(plan.strangers == ["eyrie.alerts.v0"])
        #expect(plan.exitCode == 0)
    }

    @Test("a prefix is before every name")
    func prefix() throws {
        let planner = TopicPlanner(catalog: try SampleCatalog().read(), prefix: "t.")
        let topics = try SampleCatalog().agreeing(prefix: "t.")
        let cluster = ClusterState(brokers: 3, topics: topics, names: ["eyrie.x.v1", "t.eyrie.x.v1"])
        #expect(planner.plan(for: cluster).exitCode == 0)
        #expect(planner.plan(for: cluster).strangers == ["t.eyrie.x.v1"])
        #expect(planner.names.allSatisfy { $0.hasPrefix("t.eyrie.") })
    }
}
