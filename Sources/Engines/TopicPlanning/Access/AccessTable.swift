import EventModel
package import StageRuntime

/// The table of rights: what each role of Eyrie has to be allowed on a cluster, and nothing else.
///
/// It follows from what the code does. A worker reads its input and its changelog, writes output, changelog and dead
/// letters in transactions of `<prefix><group>.<member>`, and commits offsets of its group. A writer outside groups has
/// the transactional id `<prefix><id>`: of a bridge `bridge` or `bridge.<name>`. Readers are in no group; they ask for metadata (Describe, which Read and Write
/// include), and of compacted topics for the configuration. `IdempotentWrite` is not needed: a transactional id stands
/// for it.
package struct AccessTable: Sendable, Equatable {
    /// The roles: bridge, stages in the order of the data, vault, reader, operator, admin.
    package let roles: [AccessRole]

    /// Makes the table.
    ///
    /// - Parameters:
    ///   - catalog: The folder of topics.
    ///   - stages: The stages as they run.
    ///   - modelReaders: Names of the stages that load models.
    ///   - bridgeID: The id of the only bridge's producer; those of several go on with a dot and a name.
    ///   - operatorID: The id of the producer of controls and models.
    ///   - prefix: Put before every name.
    package init(
        catalog: TopicCatalog,
        stages: [StageWiring],
        modelReaders: Set<String>,
        bridgeID: String,
        operatorID: String,
        prefix: String = ""
    ) {
        let rights = Rights(catalog: catalog, prefix: prefix)
        let all = catalog.topics.map(\.name)
        let changelog = Topics.bridgeChangelog.name
        let models = Topics.models.name
        var roles = [
            AccessRole(
                "bridge",
                "takes alerts in",
                rights.topics(
                    // Of the alerts the last minute, at the start without a spool: what comes twice is kept once.
                    reading: [changelog, Topics.alerts.name],
                    writing: [Topics.alerts.name, Topics.sensors.name, Topics.deadLetters.name, changelog]
                ) + [
                    rights.transactions(bridgeID, isPrefix: false),
                    // One of several bridges has its name behind a dot.
                    rights.transactions("\(bridgeID).", isPrefix: true),
                ]
            )
        ]
        for wiring in stages {
            roles.append(
                AccessRole(
                    wiring.name,
                    "workers of the stage \(wiring.name)",
                    rights.topics(
                        reading: [wiring.input, wiring.changelog]
                            + (modelReaders.contains(wiring.name) ? [models] : []),
                        writing: [wiring.output, wiring.changelog, wiring.deadLetters]
                    ) + [
                        rights.group(wiring.group, .read),
                        // Each member has an id of its own behind the group's name and a dot.
                        rights.transactions("\(wiring.group).", isPrefix: true),
                    ]
                )
            )
        }
        let groups = stages.map { rights.group($0.group, .describe) }
        let people = rights.topics(reading: all, writing: [], describingAll: true) + groups
        let written = [Topics.alerts.name, models, Topics.audit.name]
        roles += [
            AccessRole(
                "vault",
                "keeps incidents with their evidence",
                rights.topics(
                    reading: [Topics.incidents.name, Topics.alerts.name, Topics.verdicts.name],
                    writing: []
                )
            ),
            AccessRole("reader", "people and tools that look: log, lag, ledger, replay, training, plan", people),
            AccessRole(
                "operator",
                "people who give orders: models, thresholds, triage",
                rights.topics(reading: all, writing: written, describingAll: true) + groups
                    + [rights.transactions(operatorID, isPrefix: false)]
            ),
            AccessRole(
                "admin",
                "topics apply; reads no record",
                all.map {
                    AccessRule(.topic, prefix + $0, [.create, .describe, .alter, .describeConfigs, .alterConfigs])
                } + groups + [AccessRule(.cluster, "kafka-cluster", [.describe])]
            ),
        ]
        self.roles = roles
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
    func topics(reading: [String], writing: [String], describingAll: Bool = false) -> [AccessRule] {
        var names: [String] = []
        for name in reading + writing where !names.contains(name) {
            names.append(name)
        }
        return names.map { name in
            var operations: [AccessRule.Operation] = []
            if reading.contains(name) {
                operations.append(.read)
                // Whether a gap is what compaction or what retention left stands in the configuration.
                if describingAll || catalog.topic(name)?.isCompacted == true {
                    operations.append(.describeConfigs)
                }
            }
            if writing.contains(name) {
                operations.append(.write)
            }
            return AccessRule(.topic, prefix + name, operations)
        }
    }

    func group(_ name: String, _ operation: AccessRule.Operation) -> AccessRule {
        AccessRule(.group, prefix + name, [operation])
    }

    func transactions(_ id: String, isPrefix: Bool) -> AccessRule {
        AccessRule(.transactionalID, prefix + id, isPrefix: isPrefix, [.describe, .write])
    }
}
