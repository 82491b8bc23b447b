import Configuration
import EventModel
import Foundation
import JSONText
import Lifecycle
import LogPort
import NodeAssembly
import Operations
import PartKit
import PipelineTestKit
import Replay
import StageRuntime
import Telemetry
import Testing
import TopicPlanning

@Suite("A part is one file, and one line in the list")
struct ToyPartTests {
    /// The toys stand first: where the list has a part makes no difference to the order of the data.
    private static func list() throws -> PartList {
        try PartList([.toyBell, .toyStage] + Parts.all.parts)
    }

    private static func alerts(_ count: Int) throws -> [LogRecord] {
        let naming = ProfileNaming(tenant: "default", cluster: "local")
        var generator = AlertGenerator(seed: 4)
        return try (0..<count).map { index in
            let bytes = generator.next()
            let reading = try bytes.withUnsafeBytes { try AlertReader().read($0) }
            let profile = naming.profile(of: reading.alert)
            let header = AlertEnvelope.Header(
                digest: Digest([UInt8](repeating: UInt8(index), count: Digest.byteCount)),
                profile: profile,
                entity: naming.entity(of: reading.alert),
                tenant: naming.tenant,
                cluster: naming.cluster,
                door: "http",
                sender: "test"
            )
            var writer = JSONWriter()
            bytes.withUnsafeBytes {
                AlertEnvelope.write(header, reading.alert, $0, isJSON: reading.isJSON, into: &writer)
            }
            let time = generator.nanoseconds / 1_000_000
            return LogRecord(profile.rawValue, String(decoding: writer.bytes, as: UTF8.self), at: time)
        }
    }

    @Test("the ledger checks the toy stage as a hop, and looks through the others")
    func ledger() throws {
        let topology = try Self.list().topology
        #expect(topology.ledgerHops.map(\.name) == ["features", "scoring", "toy"])
        #expect(topology.otherStages.map(\.name) == ["incidents"])
    }

    @Test("a replay decides the toy stage on the replayed verdicts, and no effect")
    func replay() throws {
        let stages = try Self.list().replayed
        #expect(stages.map(\.wiring.name) == ["features", "scoring", "toy", "incidents"])
        #expect(stages[2].wiring.input == stages[3].wiring.input)
        let log = MemoryLog()
        try log.create(PipelineTopics.settings(partitions: 1))
        let producer = try log.makeProducer(id: "test")
        let frames = try #require(LogRecord.frames(try Self.alerts(20)))
        _ = try producer.commit(LogTransaction(appends: [.init(TopicPartition(Topics.alerts.name, 0), frames)]))
        let contents = ModelTopicContents(log: log, topic: Topics.models.name)
        let decision = try Replayer(log: log, stages: stages, contents: contents)
            .decide(partition: 0, end: 20, liveCounts: [0, 0, 0, 0])
        #expect(decision.topics[2].name == "eyrie.toys.v1")
        #expect(decision.topics[2].count == 20)
        #expect(decision.topics[2].digest == decision.topics[1].digest, "the toy repeats each verdict")
    }

    @Test("lag is measured of both, and a worker can run both")
    func members() throws {
        let list = try Self.list()
        let groups = try list.lagGroups(SettingsValues()) { $0.kind != .projection }
        #expect(groups.contains(LagGroup(name: "eyrie.toy", topic: Topics.verdicts.name)))
        #expect(groups.contains(LagGroup(name: "eyrie.toy-bell", topic: Topics.incidents.name)))
        #expect(list.workerNames == ["features", "scoring", "toy", "incidents", "toy-bell", "webhook"])
        #expect(
            list.topology.chains(of: list.topology.stages).map { $0.map(\.name) } == [
                ["features", "scoring", "toy"], ["incidents"],
            ]
        )
    }

    @Test("each has the rights of its topics and no other, and a plan asks for its topics")
    func rights() throws {
        let list = try Self.list()
        let folder = URL(fileURLWithPath: #filePath).appending(path: "../../../Topics").standardizedFileURL.path
        let catalog = try TopicCatalog(folder: folder)
        let table = AccessTable(catalog: catalog, topology: list.topology, prefix: "t.")
        let lines = try #require(table.role("toy-bell")).rules.map { rule in
            "\(rule.resource.rawValue) \(rule.name)\(rule.isPrefix ? "*" : ""): "
                + rule.operations.map(\.rawValue).joined(separator: " ")
        }
        #expect(
            lines == [
                "topic t.eyrie.incidents.v1: Read", "topic t.eyrie.rings.v1: Write",
                "topic t.eyrie.deadletters.v1: Write", "group t.eyrie.toy-bell: Read",
                "transactional-id t.eyrie.toy-bell.*: Describe Write",
            ]
        )
        #expect(table.role("toy") != nil)
        let missing = TopologyAgreement(catalog: catalog, topology: list.topology).mistakes.map(\.file)
        #expect(missing == ["eyrie.rings.v1.yaml", "eyrie.toy.changelog.v1.yaml", "eyrie.toys.v1.yaml"])
        // Without toys the folder agrees, in words too.
        let agreement = TopologyAgreement(catalog: catalog, topology: Parts.all.topology)
        #expect(agreement.mistakes.map(\.description) == [])
        #expect(agreement.misnamed.map(\.description) == [])
    }

    @Test("a notice that an effect could not deliver is traced back to its alert, through the toy stage's output")
    func deadLetters() throws {
        let scene = try LetterScene()
        try scene.log.create([TopicSettings(name: "eyrie.toys.v1", partitions: 2, cleanup: .delete)])
        try scene.append([LogRecord("p", #"{"alert":1}"#, at: 2)], to: Topics.alerts.name)
        for (topic, source) in [
            (Topics.vectors.name, Topics.alerts.name), (Topics.verdicts.name, Topics.vectors.name),
            ("eyrie.toys.v1", Topics.verdicts.name),
        ] {
            var record = LogRecord("p", #"{"made":1}"#, at: 2)
            record.headers = LetterScene.source("\(source)/0/0/0")
            try scene.append([record], to: topic)
        }
        try scene.append([LetterScene.letter("eyrie.toys.v1", 0, 0, stage: "toy-bell")])
        let desk = DeadLetterOperations(log: scene.log, topology: try Self.list().topology) {
            Timestamp(milliseconds: 5_000)
        }
        let order = DeadLetterOrder(.retried, by: "cli:bob", places: [LetterPlace(partition: 0, offset: 0)])
        #expect(try desk.carryOut(order).done == ["eyrie.toys.v1/0/0"])
        #expect(try scene.records(of: Topics.alerts.name).count == 2)
    }

    @Test("its settings are printed, are set, and reach the service that it makes")
    func settings() throws {
        let list = try Self.list()
        let options = [ConfigurationOption(name: "--set", path: "toy.sound", value: "ding")]
        let configuration = try ConfigurationLoader(list.schema()).load(file: nil, environment: [:], options: options)
        #expect(configuration.text.contains("# What the bell sounds like; empty has no bell."))
        #expect(configuration.text.contains("sound: \"ding\""))
        let log = MemoryLog()
        try log.create(PipelineTopics.settings(partitions: 1))
        let node = try PipelineNode(
            log: log,
            parts: list,
            running: { $0.kind == .stage || $0.kind == .effect },
            settings: SettingsValues(configuration),
            logger: .silent,
            metrics: MetricRegistry(),
            now: { Timestamp(milliseconds: 0) }
        )
        // The toy continues the chain of features and scoring; incidents, which read the same, are beside it.
        #expect(node.services.map(\.name) == ["incidents", "stages", "toy-bell", "ready"])
        #expect(node.service(ToyBell.self)?.sound == "ding")
    }

    @Test("a second part of a name, or of a topic's writer, is refused")
    func refused() {
        #expect(throws: TopologyFault.sameName("vault")) { try PartList(Parts.all.parts + [Part("vault", .service)]) }
        let twin = Part(
            "twin",
            .stage,
            node: .stage(
                "twin",
                reads: Topics.alerts.name,
                writes: Topics.vectors.name,
                changelog: "eyrie.twin.changelog.v1",
                deadLetters: Topics.deadLetters.name
            )
        )
        #expect(throws: TopologyFault.self) { try PartList(Parts.all.parts + [twin]) }
    }

    @Test("each group of settings names every setting in it once")
    func completeness() {
        for part in Parts.all.parts {
            for group in part.settings {
                #expect(Self.count(in: group.init(), depth: 0) == group.declarations.count, "\(group)")
            }
        }
    }

    private static func count(in value: Any, depth: Int) -> Int {
        guard depth < 3 else { return 0 }
        return Mirror(reflecting: value).children.reduce(0) { sum, child in
            let isSetting = String(describing: type(of: child.value)).hasPrefix("Setting<")
            return sum + (isSetting ? 1 : count(in: child.value, depth: depth + 1))
        }
    }
}
