import CommandLineKit
import Configuration
import Foundation
import KafkaLog
import LogPort
import TopicPlanning

/// The cluster of the settings, for the planner of topics.
struct TopicsCluster {
    /// How long brokers may take to show a change.
    private static let patience = Duration.seconds(15)

    /// The address to print, without secrets.
    let address: String
    private let planner: TopicPlanner
    private let admin: KafkaTopicAdmin

    init(_ arguments: ParsedArguments, _ configuration: EffectiveConfiguration) throws {
        // The folder first: a mistake in it is found without a cluster.
        planner = try TopicsOptions.planner(arguments, configuration)
        let settings = try KafkaAccess.settings(configuration)
        address = "kafka://\(settings.bootstrapServers)"
        admin = try KafkaTopicAdmin(settings)
    }

    /// Compares the folder with the cluster as it is now.
    func plan() throws(LogError) -> TopicPlan {
        let topics = try admin.topics(named: planner.names).map { topic in
            ClusterTopic(
                name: topic.name,
                partitions: topic.partitions,
                replication: topic.replication,
                settings: topic.entries.mapValues { ClusterTopic.Setting($0.value, isOwn: $0.isOwn) }
            )
        }
        return planner.plan(
            for: ClusterState(
                brokers: try admin.brokerCount(),
                topics: topics,
                names: try admin.names(withPrefix: planner.strangersPrefix)
            )
        )
    }

    /// Applies a plan and waits until the cluster shows the change.
    ///
    /// - Parameters:
    ///   - plan: A plan without refusals.
    ///   - say: Called with a line for each change.
    /// - Throws: `LogError` of the first change that failed; earlier changes stay. `CommandFailure` when the cluster
    ///   still differs at the end, because another client changed it too.
    func apply(_ plan: TopicPlan, say: (String) -> Void) throws {
        precondition(!plan.isRefused, "a refused plan is not applied")
        for item in plan.items {
            var properties: [KafkaProperty] = []
            for change in item.changes {
                switch change {
                case .create(let partitions, let replication, let settings):
                    try admin.create(
                        item.name,
                        partitions: partitions,
                        replication: replication,
                        entries: settings.map { KafkaProperty($0.name, $0.value) }
                    )
                    say("created \(item.name)")
                case .grow(_, let count):
                    try admin.grow(item.name, to: count)
                    say("\(item.name) has \(count) partitions")
                case .set(let name, _, let value): properties.append(KafkaProperty(name, value))
                }
            }
            if !properties.isEmpty {
                try admin.set(properties, of: item.name)
                say("set \(properties.map(\.name).joined(separator: ", ")) of \(item.name)")
            }
        }
        try awaitAgreement()
    }

    private func awaitAgreement() throws {
        let clock = ContinuousClock()
        let deadline = clock.now + Self.patience
        while true {
            let rest = try plan()
            if !rest.isRefused, !rest.hasChanges {
                return
            }
            guard clock.now < deadline else {
                throw CommandFailure(
                    "the cluster differs again: \(rest.summary); another client changes it, see `eyrie topics diff`"
                )
            }
            Thread.sleep(forTimeInterval: 0.1)
        }
    }
}
