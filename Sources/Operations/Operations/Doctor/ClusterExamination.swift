import EventModel
package import KafkaLog
import LogPort
package import TopicPlanning

/// Checks of a reachable cluster: its brokers, its topics and the rights of roles.
package struct ClusterExamination {
    private let settings: KafkaLogSettings
    private let inspection: KafkaInspection
    private let reach: KafkaReach

    package init(_ settings: KafkaLogSettings, _ inspection: KafkaInspection, _ reach: KafkaReach) {
        self.settings = settings
        self.inspection = inspection
        self.reach = reach
    }

    /// Asks each broker at the address that it advertises.
    package func brokers() -> [Finding] {
        var findings: [Finding] = []
        var hidden: [Int32] = []
        for broker in reach.brokers {
            do throws(LogError) {
                guard let entries = try inspection.configuration(ofBroker: broker.id) else {
                    hidden.append(broker.id)
                    continue
                }
                findings += BrokerExamination.findings(entries, of: "broker \(broker.id)", settings)
            } catch {
                findings.append(
                    Finding(
                        .failed,
                        "broker \(broker.id) advertises \(broker.address) (advertised.listeners), where it cannot be "
                            + "reached from here: \(error.message)"
                    )
                )
            }
        }
        if !hidden.isEmpty {
            let list = hidden.map(String.init).joined(separator: ", ")
            findings.append(
                Finding(
                    .unchecked,
                    "the configuration of brokers \(list): this user may not see it (DescribeConfigs of the cluster)"
                )
            )
        }
        if !findings.contains(where: { $0.level == .failed || $0.level == .warning }) {
            findings.insert(Finding(.ok, "every broker is reached at the address that it advertises"), at: 0)
        }
        return findings
    }

    /// Compares the cluster's topics with the contract.
    package func topics() -> [Finding] {
        do {
            let prefix = settings.prefix
            let found = try KafkaTopicAdmin(settings).topics(named: Topics.all.map { prefix + $0.name })
            let alerts = found.first { $0.name == prefix + Topics.alerts.name }?.partitions ?? 1
            let wanted = PipelineTopics.settings(partitions: Int32(alerts)).map { topic in
                TopicSettings(
                    name: prefix + topic.name,
                    partitions: topic.partitions,
                    cleanup: topic.cleanup,
                    retentionMilliseconds: topic.retentionMilliseconds
                )
            }
            return TopicExamination.findings(
                wanted: wanted,
                coPartitioned: Set(Topics.all.filter { $0.partitions == .asAlerts }.map { prefix + $0.name }),
                found: found,
                inSync: reach.inSync,
                messageBytes: inspection.messageBytes,
                brokers: reach.brokers.count
            )
        } catch {
            return [Finding(.unchecked, "topics: \(error)")]
        }
    }

    /// Compares the cluster's list of rights with what each role needs.
    ///
    /// - Parameters:
    ///   - principals: The users of roles there.
    ///   - table: Makes the table of rights, with the cluster's prefix.
    /// - Returns: One finding a role, or why nothing was compared.
    package func rights(_ principals: AccessPrincipals, table: () throws -> AccessTable) -> [Finding] {
        let grants: [AccessGrant]
        do throws(LogError) {
            guard let found = try inspection.grants() else {
                return [
                    Finding(.warning, "the cluster has no authorizer: whoever reaches it may read and write everything")
                ]
            }
            guard !found.isEmpty else {
                return [
                    Finding(
                        .unchecked,
                        "rights of roles: the cluster shows no list: it has no authorizer or no entry, or this user may not "
                            + "see it (Describe of the cluster)"
                    )
                ]
            }
            grants = found.map(Self.grant)
        } catch {
            let hidden = "this user may not see the list (Describe of the cluster)"
            return [Finding(.unchecked, "rights of roles: \(error.code == .unusable ? hidden : "\(error)")")]
        }
        do {
            return try table().roles.map { Self.finding(of: $0, principals.principal(of: $0), grants) }
        } catch {
            return [Finding(.unchecked, "rights of roles: \(error); name the folder with --topics")]
        }
    }

    private static func finding(of role: AccessRole, _ principal: String, _ grants: [AccessGrant]) -> Finding {
        guard let missing = role.missing(for: principal, in: grants) else {
            return Finding(.unchecked, "role \(role.name): the list does not name \(principal)")
        }
        guard !missing.isEmpty else {
            return Finding(.ok, "role \(role.name): \(principal) may do all that it needs")
        }
        return Finding(
            .failed,
            "role \(role.name): \(principal) lacks \(missing.joined(separator: ", ")); `eyrie topics render sh` writes the "
                + "commands"
        )
    }

    private static func grant(_ grant: KafkaGrant) -> AccessGrant {
        let resource: AccessRule.Resource? =
            switch grant.resource {
            case .topic: .topic
            case .group: .group
            case .cluster: .cluster
            case .other: nil
            }
        return AccessGrant(
            principal: grant.principal,
            resource: resource,
            name: grant.name,
            isPrefix: grant.isPrefix,
            operation: grant.operation,
            isAllowed: grant.isAllowed
        )
    }
}
