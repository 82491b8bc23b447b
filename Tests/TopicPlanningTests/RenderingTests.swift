import EventModel
import Testing
import TopicPlanning
import YAMLText

@Suite("The output for other tools")
struct RenderingTests {
    private func topics(prefix: String = "", replication: Int? = nil) throws -> [TopicPlan.Item] {
        try TopicPlanner(catalog: SampleCatalog().read(), prefix: prefix, replication: replication).wanted
    }

    private func manifests(
        topics: [TopicPlan.Item],
        table: AccessTable,
        namespace: String? = nil
    ) -> StrimziManifests {
        StrimziManifests(
            topics: topics,
            table: table,
            principals: AccessPrincipals(["vault": "archive"]),
            cluster: "events",
            namespace: namespace,
            authentication: .tls
        )
    }

    @Test("the script creates topics, sets properties and grants rights with Kafka's own tools")
    func script() throws {
        let script = ShellScript(
            topics: try topics(replication: 1).filter { $0.name == "eyrie.alerts.v1" },
            table: try SampleTable.make().keeping { ["features", "vault", "admin"].contains($0.name) },
            principals: AccessPrincipals(["vault": "User:CN=the vault,O=example"])
        )
        let lines = script.text.split(separator: "\n").map(String.init)
        let golden = #"""
            #!/bin/sh
            # Made by `eyrie topics render sh`; needs the tools in Kafka's bin folder on the PATH.
            # BOOTSTRAP is host:port of a broker; CONFIG, when set, is a file of client properties of an administrator.
            set -eu
            : "${BOOTSTRAP:?set it to host:port of a broker}"
            run() { tool=$1; shift; "$tool" --bootstrap-server "$BOOTSTRAP" ${CONFIG:+--command-config "$CONFIG"} "$@"; }

            # Topics; one that is there keeps its partitions.
            run kafka-topics.sh --create --if-not-exists --topic eyrie.alerts.v1 \
                --partitions 12 --replication-factor 1 --config cleanup.policy=delete \
                --config retention.ms=86400000 --config max.message.bytes=4194304

            # Properties of topics that were there before.
            run kafka-configs.sh --alter --entity-type topics --entity-name eyrie.alerts.v1 \
                --add-config cleanup.policy=delete,retention.ms=86400000,max.message.bytes=4194304

            # features: workers of the stage features.
            run kafka-acls.sh --add --allow-principal User:eyrie-features \
                --operation Read --topic eyrie.alerts.v1 --group eyrie.features
            run kafka-acls.sh --add --allow-principal User:eyrie-features \
                --operation DescribeConfigs --operation Read --operation Write --topic eyrie.features.changelog.v1
            run kafka-acls.sh --add --allow-principal User:eyrie-features \
                --operation Write --topic eyrie.vectors.v1 --topic eyrie.deadletters.v1
            run kafka-acls.sh --add --allow-principal User:eyrie-features \
                --operation Describe --operation Write --resource-pattern-type prefixed --transactional-id eyrie.features.

            # vault: keeps incidents with their evidence.
            run kafka-acls.sh --add --allow-principal 'User:CN=the vault,O=example' \
                --operation Read --topic eyrie.incidents.v1 --topic eyrie.alerts.v1 --topic eyrie.verdicts.v1

            # admin: topics apply; reads no record.

            """#
        // One command is one line of the script.
        let wanted = golden.replacing(" \\\n    ", with: " ")
        #expect(script.text.hasPrefix(wanted))
        let admin = lines.filter { $0.contains("User:eyrie-admin") }
        #expect(admin.contains { $0.hasSuffix("--group eyrie.incidents --cluster") })
        #expect(lines.allSatisfy { !$0.contains("--delete") && !$0.contains("--remove") })
    }

    @Test("manifests name the cluster, the rights and nothing that Kubernetes refuses")
    func strimzi() throws {
        let text = manifests(
            topics: try topics().filter { $0.name == "eyrie.alerts.v1" },
            table: try SampleTable.make().keeping { ["bridge", "vault"].contains($0.name) },
            namespace: "security"
        ).text
        #expect(
            text == """
                # Made by `eyrie topics render strimzi`.
                ---
                apiVersion: kafka.strimzi.io/v1
                kind: KafkaTopic
                metadata:
                  name: eyrie.alerts.v1
                  namespace: security
                  labels:
                    strimzi.io/cluster: events
                spec:
                  partitions: 12
                  replicas: 3
                  config:
                    cleanup.policy: delete
                    retention.ms: 86400000
                    max.message.bytes: 4194304
                ---
                apiVersion: kafka.strimzi.io/v1
                kind: KafkaUser
                metadata:
                  name: eyrie-bridge
                  namespace: security
                  labels:
                    strimzi.io/cluster: events
                # bridge: takes alerts in
                spec:
                  authentication:
                    type: tls
                  authorization:
                    type: simple
                    acls:
                      - resource:
                          type: topic
                          name: eyrie.bridge.changelog.v1
                          patternType: literal
                        operations: [DescribeConfigs, Read, Write]
                      - resource:
                          type: topic
                          name: eyrie.alerts.v1
                          patternType: literal
                        operations: [DescribeConfigs, Read, Write]
                      - resource:
                          type: topic
                          name: eyrie.sensors.v1
                          patternType: literal
                        operations: [DescribeConfigs, Write]
                      - resource:
                          type: topic
                          name: eyrie.deadletters.v1
                          patternType: literal
                        operations: [DescribeConfigs, Write]
                      - resource:
                          type: transactionalId
                          name: bridge
                          patternType: literal
                        operations: [Describe, Write]
                      - resource:
                          type: transactionalId
                          name: bridge.
                          patternType: prefix
                        operations: [Describe, Write]
                ---
                apiVersion: kafka.strimzi.io/v1
                kind: KafkaUser
                metadata:
                  name: archive
                  namespace: security
                  labels:
                    strimzi.io/cluster: events
                # vault: keeps incidents with their evidence
                spec:
                  authentication:
                    type: tls
                  authorization:
                    type: simple
                    acls:
                      - resource:
                          type: topic
                          name: eyrie.incidents.v1
                          patternType: literal
                        operations: [Read]
                      - resource:
                          type: topic
                          name: eyrie.alerts.v1
                          patternType: literal
                        operations: [Read]
                      - resource:
                          type: topic
                          name: eyrie.verdicts.v1
                          patternType: literal
                        operations: [Read]

                """
        )
    }

    @Test("every manifest is YAML, one a topic and one a role")
    func documents() throws {
        let text = manifests(topics: try topics(prefix: "Test_1."), table: try SampleTable.make()).text
        let documents = try YAMLDocument.parseAll(Array(text.utf8))
        #expect(documents.count == Topics.all.count + 8)
        let objects = documents.compactMap { $0["metadata"]?["name"]?.text }
        #expect(Set(objects).count == documents.count)
        #expect(objects.allSatisfy { StrimziManifests.isObjectName($0) }, "\(objects)")
        // What Kubernetes does not take as a name is beside it.
        #expect(documents[0]["spec"]?["topicName"]?.text == "Test_1.eyrie.alerts.v1")
        #expect(documents[0]["metadata"]?["name"]?.text == "test-1.eyrie.alerts.v1")
        let cluster = try #require(documents.last?["spec"]?["authorization"]?["acls"]?.elements?.last)
        #expect(cluster["resource"]?["type"]?.text == "cluster")
        #expect(cluster["resource"]?["name"] == nil)
    }

    @Test("roles of one user are one manifest with the rights of all of them")
    func oneUser() throws {
        let text = StrimziManifests(
            topics: [],
            table: try SampleTable.make().keeping { ["bridge", "features"].contains($0.name) },
            principals: AccessPrincipals(["bridge": "eyrie", "features": "eyrie"]),
            cluster: "events",
            namespace: nil,
            authentication: .scramSHA512
        ).text
        let documents = try YAMLDocument.parseAll(Array(text.utf8))
        #expect(documents.count == 1)
        #expect(documents[0]["spec"]?["authentication"]?["type"]?.text == "scram-sha-512")
        let acls = try #require(documents[0]["spec"]?["authorization"]?["acls"]?.elements)
        let alerts = acls.filter { $0["resource"]?["name"]?.text == "eyrie.alerts.v1" }
        #expect(alerts.count == 1)
        // The bridge writes the alerts, the stage reads them.
        #expect(alerts[0]["operations"]?.elements?.compactMap(\.text) == ["DescribeConfigs", "Read", "Write"])
        // 6 rules of the bridge and 6 of the stage, of which alerts and dead letters are the same resources.
        #expect(acls.count == 10)
    }

    @Test(
        "names of objects",
        arguments: [
            ("eyrie-bridge", true), ("a.b", true), ("", false), ("A", false), ("a_b", false), ("-a", false),
            ("a-", false), ("a..b", false), ("CN=x", false),
        ]
    )
    func objectNames(name: String, isTaken: Bool) {
        #expect(StrimziManifests.isObjectName(name) == isTaken)
    }
}
