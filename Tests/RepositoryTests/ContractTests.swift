import EventModel
import Testing

@Suite("The folder Topics")
struct ContractTests {
    private static let texts = Repository.files.filter { $0.path.hasPrefix("Topics/") }
    private let rule = TopicRule(files: Set(texts.map { String($0.path.dropFirst("Topics/".count)) }))

    @Test("each topic of the code has its file, and the file says the same", arguments: Topics.all.map(\.name))
    func agreement(name: String) throws {
        let topic = try #require(Topics.all.first { $0.name == name })
        #expect(rule.findings(Repository.text("Topics/\(name).yaml"), for: topic) == [])
    }

    @Test("each file of the folder belongs to a topic of the code")
    func noStrangers() {
        let known = Set(Topics.all.map { "Topics/\($0.name).yaml" })
        #expect(Self.texts.map(\.path).filter { $0.hasSuffix(".yaml") && !known.contains($0) } == [])
    }

    @Test(
        "a planted disagreement is found",
        arguments: [
            ("retention.ms: 31536000000", "retention.ms: 31536000001", "retention.ms is 31536000001"),
            ("cleanup.policy: delete", "cleanup.policy: compact", "cleanup.policy is compact"),
            ("partitions: as-alerts", "partitions: 4", "partitions is 4"),
            ("name: eyrie.alerts.v1", "name: eyrie.alerts.v2", "name is eyrie.alerts.v2"),
            ("schema: schemas/alert-envelope.v1.json", "schema: schemas/none.v1.json", "there is no Topics/schemas"),
            ("schema: schemas/alert-envelope.v1.json", "schema: none", "only a changelog"),
            ("schema: schemas/alert-envelope.v1.json", "schema: schemas/lonely.v1.json", "no golden sample"),
            ("owner: bridge", "notes: bridge", "owner is missing"),
            ("config:", "config: [", "eyrie.alerts.v1.yaml"),
        ]
    )
    func plantedDisagreement(original: String, replacement: String, finding: String) {
        let good = """
            name: eyrie.alerts.v1
            payload: AlertEnvelope
            schema: schemas/alert-envelope.v1.json
            key: profile
            partitions: as-alerts
            replication: 3
            config:
              cleanup.policy: delete
              retention.ms: 31536000000
              max.message.bytes: 4194304
            writers: bridge
            readers: features
            owner: bridge
            """
        let rule = TopicRule(
            files: ["schemas/alert-envelope.v1.json", "samples/alert-envelope.v1.json", "schemas/lonely.v1.json"]
        )
        #expect(rule.findings(good, for: Topics.alerts.description) == [])
        let bad = good.replacing(original, with: replacement)
        let findings = rule.findings(bad, for: Topics.alerts.description)
        #expect(findings.contains { $0.contains(finding) }, "\(findings)")
        #expect(rule.findings(nil, for: Topics.alerts.description) == ["Topics/eyrie.alerts.v1.yaml: is missing"])
    }
}
