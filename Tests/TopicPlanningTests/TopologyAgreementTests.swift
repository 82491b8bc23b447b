import EventModel
import PartKit
import Testing
import TopicPlanning

@Suite("The folder of topics and the parts that use them")
struct TopologyAgreementTests {
    private static let effect = TopologyNode.effect(
        "pager",
        reads: Topics.incidents.name,
        writes: ["eyrie.calls.v1"],
        purpose: "calls people"
    )

    @Test("A folder with every topic of every part agrees")
    func agreement() throws {
        let agreement = TopologyAgreement(catalog: try SampleCatalog().read(), topology: try SampleTopology.make())
        #expect(agreement.mistakes == [])
    }

    @Test("A topic that a part writes and the folder lacks is named, and the folder is refused")
    func missingTopic() throws {
        let topology = try SampleTopology.make(and: [Self.effect])
        let catalog = try SampleCatalog().read()
        #expect(
            TopologyAgreement(catalog: catalog, topology: topology).mistakes.map(\.description) == [
                "eyrie.calls.v1.yaml: is missing; the program uses the topic eyrie.calls.v1"
            ]
        )
        #expect(throws: CatalogFault.self) { try catalog.checked(for: topology) }
    }

    @Test("Writers and readers that the words leave out, or name wrongly, are found")
    func words() throws {
        let catalog = try SampleCatalog()
            .with("writers: bridge", "writers: stages, (bridge,) vault", in: Topics.verdicts.name)
            .with("readers: people", "readers: incidents, people", in: Topics.verdicts.name)
            .read()
        let misnamed = TopologyAgreement(catalog: catalog, topology: try SampleTopology.make()).misnamed
        #expect(
            misnamed.map(\.description).filter { $0.hasPrefix(Topics.verdicts.name) } == [
                "eyrie.verdicts.v1.yaml: writers: names vault, which is none",
                "eyrie.verdicts.v1.yaml: readers: does not name vault",
            ]
        )
    }
}
