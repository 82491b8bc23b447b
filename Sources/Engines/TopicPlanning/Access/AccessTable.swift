package import PartKit

/// The table of rights: the rights that each role of Eyrie needs on a cluster, and nothing else.
///
/// A part that reads or writes topics is a role, and its rights follow from its node of the topology. A worker reads its
/// input and its changelog, writes output, changelog and dead letters in transactions of `<prefix><group>.<member>`, and
/// commits offsets of its group. A writer outside groups has the transactional id `<prefix><id>`: of a bridge `bridge` or
/// `bridge.<name>`. Readers are in no group; they ask for metadata (Describe, which Read and Write include), and of
/// compacted topics for the configuration, a bridge of those that it writes, too. `IdempotentWrite` is not needed: a transactional id stands for it.
package struct AccessTable: Sendable, Equatable {
    /// The roles: the parts in the order of the data, reader, people who give orders, admin.
    package let roles: [AccessRole]

    /// Makes the table.
    ///
    /// - Parameters:
    ///   - catalog: The folder of topics.
    ///   - topology: The parts as they run.
    ///   - prefix: Put before every name.
    package init(catalog: TopicCatalog, topology: Topology, prefix: String = "") {
        let rights = Rights(catalog: catalog, prefix: prefix)
        let all = catalog.topics.map(\.name)
        let groups = topology.members.compactMap(\.group).map { rights.group($0, .describe) }
        let looking = { (writing: [String]) in
            rights.topics(reading: all, writing: writing, describingAll: true) + groups
        }
        let parts = topology.nodes.filter { $0.kind != .people }.map { node in
            AccessRole(
                node.name,
                node.purpose,
                // A bridge has to know the largest record that a topic takes before it lets an alert in.
                rights.topics(
                    reading: node.reading,
                    writing: node.writing,
                    describingWritten: node.kind == .bridge
                )
                    + [node.group].compactMap(\.self).map { rights.group($0, .read) }
                    + node.transactionalIDs.map(rights.transactions)
            )
        }
        let people = topology.nodes(of: .people).map { node in
            AccessRole(node.name, node.purpose, looking(node.writing) + node.transactionalIDs.map(rights.transactions))
        }
        let reader = AccessRole(
            "reader",
            "people and tools that only read: log, lag, ledger, replay, training, plan",
            looking([])
        )
        let admin = AccessRole(
            "admin",
            "topics apply; reads no record",
            all.map {
                AccessRule(.topic, prefix + $0, [.create, .describe, .alter, .describeConfigs, .alterConfigs])
            } + groups + [AccessRule(.cluster, "kafka-cluster", [.describe])]
        )
        roles = parts + [reader] + people + [admin]
    }

    private init(roles: [AccessRole]) {
        self.roles = roles
    }

    /// Returns the table with some of its roles.
    package func keeping(_ isKept: (AccessRole) -> Bool) -> AccessTable {
        AccessTable(roles: roles.filter(isKept))
    }

    /// Returns a role by its name.
    package func role(_ name: String) -> AccessRole? {
        roles.first { $0.name == name }
    }
}

/// Makes rules with names of a cluster.
private struct Rights {
    let catalog: TopicCatalog
    let prefix: String

    /// One rule a topic, in the order of first mention.
    func topics(
        reading: [String],
        writing: [String],
        describingAll: Bool = false,
        describingWritten: Bool = false
    ) -> [AccessRule] {
        var names: [String] = []
        for name in reading + writing where !names.contains(name) {
            names.append(name)
        }
        return names.map { name in
            var operations: [AccessRule.Operation] = []
            if reading.contains(name) {
                operations.append(.read)
                // The configuration shows whether compaction or retention left a gap.
                if describingAll || catalog.topic(name)?.isCompacted == true {
                    operations.append(.describeConfigs)
                }
            }
            if writing.contains(name) {
                operations.append(.write)
                if describingWritten, !operations.contains(.describeConfigs) {
                    operations.append(.describeConfigs)
                }
            }
            return AccessRule(.topic, prefix + name, operations)
        }
    }

    func group(_ name: String, _ operation: AccessRule.Operation) -> AccessRule {
        AccessRule(.group, prefix + name, [operation])
    }

    func transactions(_ id: TopologyNode.TransactionalID) -> AccessRule {
        switch id {
        case .named(let name): AccessRule(.transactionalID, prefix + name, [.describe, .write])
        case .beginning(let text): AccessRule(.transactionalID, prefix + text, isPrefix: true, [.describe, .write])
        }
    }
}
