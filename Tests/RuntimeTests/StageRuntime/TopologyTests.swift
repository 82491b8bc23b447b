import PartKit
import Testing

@Suite("The graph of parts")
struct TopologyTests {
    private static let bridge = TopologyNode.bridge(
        "bridge",
        writes: ["alerts", "sensors"],
        lookUps: ["alerts"],
        changelog: "bridge.changelog",
        deadLetters: "letters",
        producerID: "bridge",
        purpose: "takes alerts in"
    )

    private static func stage(_ name: String, _ input: String, _ output: String, isHop: Bool = false) -> TopologyNode {
        .stage(
            name,
            reads: input,
            writes: output,
            changelog: "\(name).changelog",
            deadLetters: "letters",
            writesOneForEach: isHop
        )
    }

    private static let features = stage("features", "alerts", "vectors", isHop: true)
    private static let scoring = stage("scoring", "vectors", "verdicts", isHop: true)
    private static let incidents = stage("incidents", "verdicts", "incidents")
    private static let second = stage("second", "verdicts", "notes")
    private static let pager = TopologyNode.effect("pager", reads: "incidents", writes: ["calls"], purpose: "calls")

    private static func topology(_ nodes: TopologyNode...) throws(TopologyFault) -> Topology {
        try Topology(head: "alerts", nodes)
    }

    private static func fault(_ nodes: TopologyNode...) -> TopologyFault? {
        do throws(TopologyFault) {
            _ = try Topology(head: "alerts", nodes)
            return nil
        } catch {
            #expect(!error.description.contains("\n"))
            return error
        }
    }

    @Test("Parts are in the order of the data, whatever the order of the list, and else in that of the list")
    func order() throws {
        let shuffled = try Self.topology(
            Self.pager,
            Self.incidents,
            Self.second,
            Self.scoring,
            Self.features,
            Self.bridge
        )
        #expect(shuffled.nodes.map(\.name) == ["bridge", "features", "scoring", "incidents", "pager", "second"])
        #expect(shuffled.stages.map(\.name) == ["features", "scoring", "incidents", "second"])
        #expect(shuffled.ledgerHops.map(\.name) == ["features", "scoring"])
        #expect(shuffled.otherStages.map(\.name) == ["incidents", "second"])
        #expect(
            shuffled.members.map(\.group)
                == ["features", "scoring", "incidents", "pager", "second"].map { "eyrie.\($0)" }
        )
        #expect(shuffled.readers(of: "verdicts").map(\.name) == ["incidents", "second"])
        #expect(
            shuffled.writers(of: "letters").map(\.name) == ["bridge", "features", "scoring", "incidents", "second"]
        )
    }

    @Test("Stages that read what the one before writes are a chain, a second reader begins one of its own")
    func chains() throws {
        let topology = try Self.topology(Self.bridge, Self.features, Self.scoring, Self.incidents, Self.second)
        #expect(topology.chain.map(\.name) == ["features", "scoring", "incidents"])
        #expect(
            topology.chains(of: topology.stages).map { $0.map(\.name) } == [
                ["features", "scoring", "incidents"], ["second"],
            ]
        )
        #expect(
            topology.chains(of: [Self.second, Self.features]).map { $0.map(\.name) } == [["features"], ["second"]]
        )
    }

    @Test("A circle is refused by the names of its parts")
    func cycle() {
        let forth = Self.stage("forth", "b", "a")
        let back = Self.stage("back", "a", "b")
        #expect(Self.fault(Self.bridge, Self.features, forth, back) == .cycle(["forth", "back"]))
        #expect(Self.fault(Self.bridge, Self.stage("self", "loop", "loop")) == .cycle(["self"]))
    }

    @Test("Two writers of what has one writer per partition are refused, two effects may share their deliveries")
    func writers() throws {
        let twin = Self.stage("twin", "alerts", "vectors")
        #expect(
            Self.fault(Self.bridge, Self.features, twin)
                == .twoWriters(topic: "vectors", first: "features", second: "twin")
        )
        let thief = TopologyNode.stage(
            "thief",
            reads: "alerts",
            writes: "x",
            changelog: "features.changelog",
            deadLetters: "letters"
        )
        #expect(
            Self.fault(Self.bridge, Self.features, thief)
                == .twoWriters(topic: "features.changelog", first: "features", second: "thief")
        )
        let mail = TopologyNode.effect("mail", reads: "incidents", writes: ["calls"], purpose: "mails")
        _ = try Self.topology(Self.bridge, Self.features, Self.scoring, Self.incidents, Self.pager, mail)
    }

    @Test("A reader of a topic without a writer is refused, and a stage that does not follow from the head")
    func unwritten() {
        #expect(Self.fault(Self.bridge, Self.scoring) == .unwritten(topic: "vectors", reader: "scoring"))
        let vault = TopologyNode.projection("vault", follows: ["alerts"], lookUps: ["verdicts"], purpose: "keeps")
        #expect(Self.fault(Self.bridge, vault) == .unwritten(topic: "verdicts", reader: "vault"))
        let apart = Self.stage("apart", "sensors", "moods")
        #expect(
            Self.fault(Self.bridge, apart) == .apartFromHead(topic: "sensors", stage: "apart", head: "alerts")
        )
    }

    @Test("Names are names, and each is one part's")
    func names() {
        #expect(Self.fault(Self.bridge, Self.stage("Bad name", "alerts", "x")) == .badName("Bad name"))
        #expect(Self.fault(Self.bridge, Self.stage("bridge", "alerts", "x")) == .sameName("bridge"))
    }
}
