import CommandLineKit
import Configuration
import EventModel
import Foundation
import KafkaLog
import LogPort
import NodeAssembly
import StageRuntime
import TopicPlanning

/// The cluster's part of a doctor's visit.
extension Examination {
    /// Checks client, brokers, topics, rights, writing and lag, in this order; stops when the cluster is not reached.
    mutating func kafka(_ configuration: EffectiveConfiguration, _ arguments: ParsedArguments) {
        let settings: KafkaLogSettings
        let inspection: KafkaInspection
        do {
            settings = try KafkaAccess.settings(configuration)
            report(KafkaLibrary.present.findings(compression: settings.compression))
            inspection = try KafkaInspection(settings)
        } catch {
            bad("\(error)")
            for cause in Self.causes(of: error, configuration) {
                say("cause: \(cause)")
            }
            return
        }
        let reach: KafkaReach
        do throws(LogError) {
            reach = try inspection.reach()
        } catch {
            bad("the cluster is not reached: \(error)")
            explain(inspection)
            return
        }
        let list = reach.brokers.map { "\($0.id) at \($0.address)" }.joined(separator: ", ")
        good("the cluster answers: \(reach.brokers.count) brokers (\(list))")
        report(inspection.apis.findings(compression: inspection.compression))
        brokers(reach, inspection, settings)
        topics(reach, inspection, settings)
        rights(inspection, settings, arguments)
        if arguments.flag("read-only") {
            report([Finding(.unchecked, "transactions, the brokers' clock and compression: --read-only")])
        } else {
            report(inspection.probe(topic: Topics.audit.name))
        }
        lag(configuration)
    }

    private static func causes(of error: any Error, _ configuration: EffectiveConfiguration) -> [String] {
        let properties = configuration[KafkaSettings.properties].sorted { $0.key < $1.key }
            .map { KafkaProperty($0.key, $0.value) }
        return KafkaCause.explain(["\(error)"], properties: properties, library: .present, apis: [])
    }

    /// Says what the client complained of, and what is behind it.
    private func explain(_ inspection: KafkaInspection) {
        for complaint in inspection.complaints.prefix(5) {
            say("client: \(complaint)")
        }
        for cause in inspection.causes {
            say("cause: \(cause)")
        }
    }

    /// Asks each broker at the address that it advertises.
    private mutating func brokers(_ reach: KafkaReach, _ inspection: KafkaInspection, _ settings: KafkaLogSettings) {
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
                        "broker \(broker.id) says that it is at \(broker.address) (advertised.listeners), where it cannot be "
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
        report(findings)
    }

    private mutating func topics(_ reach: KafkaReach, _ inspection: KafkaInspection, _ settings: KafkaLogSettings) {
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
            report(
                TopicExamination.findings(
                    wanted: wanted,
                    coPartitioned: Set(Topics.all.filter { $0.partitions == .asAlerts }.map { prefix + $0.name }),
                    found: found,
                    inSync: reach.inSync,
                    messageBytes: inspection.messageBytes,
                    brokers: reach.brokers.count
                )
            )
        } catch {
            report([Finding(.unchecked, "topics: \(error)")])
        }
    }

    private mutating func rights(
        _ inspection: KafkaInspection,
        _ settings: KafkaLogSettings,
        _ arguments: ParsedArguments
    ) {
        let grants: [AccessGrant]
        do throws(LogError) {
            guard let found = try inspection.grants() else {
                report([
                    Finding(.warning, "the cluster has no authorizer: whoever reaches it may read and write everything")
                ])
                return
            }
            guard !found.isEmpty else {
                report([
                    Finding(
                        .unchecked,
                        "rights of roles: the cluster shows no list: it has no authorizer or no entry, or this user may not "
                            + "see it (Describe of the cluster)"
                    )
                ])
                return
            }
            grants = found.map(Self.grant)
        } catch {
            let hidden = "this user may not see the list (Describe of the cluster)"
            report([Finding(.unchecked, "rights of roles: \(error.code == .unusable ? hidden : "\(error)")")])
            return
        }
        let catalog: TopicCatalog
        do throws(CatalogFault) {
            catalog = try TopicsOptions.catalog(arguments)
        } catch {
            report([Finding(.unchecked, "rights of roles: \(error); name the folder with --topics")])
            return
        }
        var names: [String: String] = [:]
        for assignment in arguments.texts("principal") {
            let parts = assignment.split(separator: "=", maxSplits: 1).map(String.init)
            names[parts[0]] = parts.count == 2 ? parts[1] : nil
        }
        let principals = AccessPrincipals(names)
        for role in RenderedParts.table(of: catalog, prefix: settings.prefix).roles {
            let principal = principals.principal(of: role)
            switch role.missing(for: principal, in: grants) {
            case nil:
                report([Finding(.unchecked, "role \(role.name): the list does not name \(principal)")])
            case let missing? where missing.isEmpty:
                report([Finding(.ok, "role \(role.name): \(principal) may do all that it needs")])
            case let missing?:
                let list = missing.joined(separator: ", ")
                report([
                    Finding(
                        .failed,
                        "role \(role.name): \(principal) lacks \(list); `eyrie topics render sh` writes the commands"
                    )
                ])
            }
        }
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

    private mutating func lag(_ configuration: EffectiveConfiguration) {
        do {
            let log = try LogAccess.reading(configuration)
            defer { log.close() }
            let report = try LagMeter(log: log).measure(
                LagGroup.stages(PipelineStages.all.map(\.wiring)),
                watching: Topics.all.map(\.name),
                nowMilliseconds: WallClock.now().milliseconds,
                uptimeMilliseconds: 0
            )
            for stage in PipelineStages.all {
                let lags = report.partitions.filter { $0.group == stage.wiring.group }
                let waiting = lags.reduce(0) { $0 + $1.readable }
                let oldest = lags.map { $0.age(atMilliseconds: report.atMilliseconds) }.max() ?? 0
                let text = "stage \(stage.wiring.name): \(waiting) records to decide"
                self.report([
                    waiting <= 100_000
                        ? Finding(.ok, text)
                        : Finding(.warning, "\(text), the oldest \(oldest / 1_000) s old; is a worker running?")
                ])
            }
            for held in report.held {
                self.report([
                    Finding(
                        .warning,
                        "\(held.partition): readers wait before an open transaction; `eyrie lag --watch` tells whether it hangs"
                    )
                ])
            }
        } catch {
            report([Finding(.unchecked, "lag: \(error)")])
        }
    }
}
