import EventModel
import Testing
import TopicPlanning

/// A table with the names of the code.
enum SampleTable {
    static func make(prefix: String = "") throws -> AccessTable {
        AccessTable(
            catalog: try SampleCatalog().read(),
            topology: try SampleTopology.make(),
            prefix: prefix
        )
    }
}

@Suite("The table of rights")
struct AccessTableTests {
    private func lines(_ role: String, prefix: String = "") throws -> [String] {
        try #require(SampleTable.make(prefix: prefix).role(role)).rules.map { rule in
            "\(rule.resource.rawValue) \(rule.name)\(rule.isPrefix ? "*" : ""): "
                + rule.operations.map(\.rawValue).joined(separator: " ")
        }
    }

    @Test("the bridge writes what comes in, and reads its own positions and the tail of the alerts")
    func bridge() throws {
        #expect(
            try lines("bridge") == [
                "topic eyrie.bridge.changelog.v1: DescribeConfigs Read Write",
                "topic eyrie.alerts.v1: DescribeConfigs Read Write",
                "topic eyrie.sensors.v1: DescribeConfigs Write",
                "topic eyrie.deadletters.v1: DescribeConfigs Write",
                "transactional-id bridge: Describe Write",
                "transactional-id bridge.*: Describe Write",
            ]
        )
    }

    @Test("a stage has its input, its output, its changelog, its group and its transactions")
    func stages() throws {
        #expect(
            try lines("features") == [
                "topic eyrie.alerts.v1: Read",
                "topic eyrie.features.changelog.v1: DescribeConfigs Read Write",
                "topic eyrie.vectors.v1: Write",
                "topic eyrie.deadletters.v1: Write",
                "group eyrie.features: Read",
                "transactional-id eyrie.features.*: Describe Write",
            ]
        )
        #expect(
            try lines("scoring", prefix: "t.") == [
                "topic t.eyrie.vectors.v1: Read",
                "topic t.eyrie.scoring.changelog.v1: DescribeConfigs Read Write",
                "topic t.eyrie.models.v1: DescribeConfigs Read",
                "topic t.eyrie.verdicts.v1: Write",
                "topic t.eyrie.deadletters.v1: Write",
                "group t.eyrie.scoring: Read",
                "transactional-id t.eyrie.scoring.*: Describe Write",
            ]
        )
    }

    @Test("the vault reads three topics and is in no group")
    func vault() throws {
        #expect(
            try lines("vault") == [
                "topic eyrie.incidents.v1: Read", "topic eyrie.alerts.v1: Read", "topic eyrie.verdicts.v1: Read",
            ]
        )
    }

    @Test("a reader writes nothing, an operator writes orders, an admin reads no record")
    func people() throws {
        let table = try SampleTable.make()
        func operations(_ role: String, _ resource: AccessRule.Resource) throws -> [AccessRule] {
            try #require(table.role(role)).rules.filter { $0.resource == resource }
        }
        let reading = try operations("reader", .topic)
        #expect(reading.map(\.name).sorted() == Topics.all.map(\.name))
        #expect(reading.allSatisfy { $0.operations == [.describeConfigs, .read] })
        #expect(try operations("reader", .group).allSatisfy { $0.operations == [.describe] })
        #expect(try operations("reader", .transactionalID) == [])
        let written = try operations("operator", .topic).filter { $0.operations.contains(.write) }
        #expect(written.map(\.name).sorted() == ["eyrie.alerts.v1", "eyrie.audit.v1", "eyrie.models.v1"])
        #expect(try operations("operator", .transactionalID).map(\.isPrefix) == [false])
        let administered = try operations("admin", .topic)
        #expect(administered.map(\.name).sorted() == Topics.all.map(\.name))
        #expect(
            administered.allSatisfy {
                $0.operations == [.alter, .alterConfigs, .create, .describe, .describeConfigs]
            }
        )
    }

    @Test("no role may delete, and none has a right to all names")
    func leastPrivilege() throws {
        for role in try SampleTable.make().roles {
            #expect(!role.rules.isEmpty)
            for rule in role.rules {
                #expect(!rule.operations.isEmpty, "\(role.name): \(rule.name)")
                #expect(!rule.name.isEmpty && rule.name != "*", "\(role.name)")
                #expect(!rule.isPrefix || rule.resource == .transactionalID, "\(role.name): \(rule.name)")
            }
            let names = role.rules.map { "\($0.resource) \($0.name)" }
            #expect(Set(names).count == names.count, "\(role.name) has two rules for one resource")
        }
    }
}
