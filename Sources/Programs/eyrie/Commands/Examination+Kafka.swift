import CommandLineKit
import Configuration
import EventModel
import KafkaLog
import LogPort
import NodeAssembly
import Operations
import TopicPlanning

/// The checks of `eyrie doctor` on a cluster.
extension Examination {
    /// Checks client, brokers, topics, rights, writing and lag, in this order; stops if the cluster cannot be reached.
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
            bad("the cluster cannot be reached: \(error)")
            explain(inspection)
            return
        }
        let list = reach.brokers.map { "\($0.id) at \($0.address)" }.joined(separator: ", ")
        good("the cluster answers: \(reach.brokers.count) brokers (\(list))")
        report(inspection.apis.findings(compression: inspection.compression))
        let cluster = ClusterExamination(settings, inspection, reach)
        report(cluster.brokers())
        report(cluster.topics())
        report(
            cluster.rights(Self.principals(arguments)) {
                RenderedParts.table(of: try TopicsOptions.catalog(arguments), prefix: settings.prefix)
            }
        )
        if arguments.flag("read-only") {
            report([Finding(.unchecked, "transactions, the brokers' clock and compression: --read-only")])
        } else {
            report(inspection.probe(topic: Topics.audit.name))
        }
        lag(configuration)
    }

    private static func causes(of error: any Error, _ configuration: EffectiveConfiguration) -> [String] {
        let properties = KafkaSettings(configuration).login.properties.sorted { $0.key < $1.key }
            .map { KafkaProperty($0.key, $0.value) }
        return KafkaCause.explain(["\(error)"], properties: properties, library: .present, apis: [])
    }

    /// Prints the client's errors and their cause.
    private func explain(_ inspection: KafkaInspection) {
        for complaint in inspection.complaints.prefix(5) {
            say("client: \(complaint)")
        }
        for cause in inspection.causes {
            say("cause: \(cause)")
        }
    }

    private static func principals(_ arguments: ParsedArguments) -> AccessPrincipals {
        var names: [String: String] = [:]
        for assignment in arguments.texts("principal") {
            let parts = assignment.split(separator: "=", maxSplits: 1).map(String.init)
            names[parts[0]] = parts.count == 2 ? parts[1] : nil
        }
        return AccessPrincipals(names)
    }

    private mutating func lag(_ configuration: EffectiveConfiguration) {
        do {
            let log = try LogAccess.reading(configuration)
            defer { log.close() }
            let examination = LogExamination(log: log, topology: Parts.all.topology)
            report(try examination.lag(nowMilliseconds: WallClock.now().milliseconds))
        } catch {
            report([Finding(.unchecked, "lag: \(error)")])
        }
    }
}
