import Foundation
package import LogPort
import Synchronization

/// Looks at the topics of a cluster and changes them; never removes a topic, a partition or a record.
///
/// A change is done when every broker shows it, so that later requests to any broker see it. Limit: one client per
/// broker, made at the first change.
///
/// Names are those in the cluster: the settings' prefix is not put before them.
package final class KafkaTopicAdmin: Sendable {
    private let cluster: ClusterView
    private let settings: KafkaLogSettings
    /// One view for each broker that was listed at the last change.
    private let views = Mutex<[BrokerView]>([])

    /// How long a broker may show a property in another form than it was set in, until that counts as its own spelling.
    private static let spreading = Duration.seconds(5)

    /// Prepares requests to a cluster; connections are made at the first one.
    ///
    /// - Throws: ``LogError`` with `unusable` for a property that is refused.
    package init(_ settings: KafkaLogSettings) throws(LogError) {
        try KafkaProperties.check(settings.properties)
        cluster = try ClusterView(settings)
        self.settings = settings
    }

    /// How many brokers the cluster has.
    package func brokerCount() throws(LogError) -> Int {
        try cluster.metadata().brokers.count
    }

    /// Returns the names of the topics that begin with a prefix, sorted.
    ///
    /// A cluster with an authorizer shows only those that the user may describe.
    package func names(withPrefix prefix: String) throws(LogError) -> [String] {
        try cluster.metadata().topics.keys.filter { $0.hasPrefix(prefix) }.sorted()
    }

    /// Reads those of the named topics that the cluster has, in the order of the names.
    package func topics(named names: [String]) throws(LogError) -> [KafkaTopicState] {
        let metadata = try cluster.metadata()
        let present = names.filter { metadata.topics[$0] != nil }
        let configurations = try TopicAdmin(client: cluster.client).configurations(of: present)
        return present.map { name in
            KafkaTopicState(
                name: name,
                partitions: Int(metadata.topics[name] ?? 0),
                replication: metadata.replication[name] ?? 0,
                entries: (configurations[name] ?? [:]).mapValues { entry in
                    KafkaTopicState.Entry(value: entry.value, isOwn: entry.isOwn)
                }
            )
        }
    }

    /// Creates a topic and waits until every broker shows it; an existing one is not an error.
    ///
    /// - Parameters:
    ///   - name: The name in the cluster.
    ///   - partitions: At least 1.
    ///   - replication: Copies of each partition, at least 1.
    ///   - entries: Properties of the topic.
    /// - Throws: ``LogError`` if brokers refuse it; `unavailable` when a broker does not show the topic in time.
    package func create(
        _ name: String,
        partitions: Int,
        replication: Int,
        entries: [KafkaProperty]
    ) throws(LogError) {
        let topic = TopicAdmin.NewTopic(
            name: name,
            partitions: Int32(partitions),
            replication: Int16(replication),
            configuration: entries.map { (name: $0.name, value: $0.value) }
        )
        try TopicAdmin(client: cluster.client).create([topic])
        try wait(for: name, partitions: partitions)
    }

    /// Gives a topic more partitions and waits until every broker shows them; records stay where they are.
    ///
    /// - Parameters:
    ///   - name: The name in the cluster.
    ///   - partitions: The new number of partitions; brokers refuse less than there are.
    /// - Throws: ``LogError`` if brokers refuse it; `unavailable` when a broker does not show the partitions in time.
    package func grow(_ name: String, to partitions: Int) throws(LogError) {
        try TopicAdmin(client: cluster.client).grow(name, to: partitions)
        try wait(for: name, partitions: partitions)
    }

    /// Sets properties of a topic, keeps the others that are set on it, and waits until every broker shows them.
    ///
    /// Limit: the request of librdkafka 2.0.2 replaces all properties, so they are read first, and a change that another
    /// program makes in between is undone.
    ///
    /// - Parameters:
    ///   - entries: Properties to set.
    ///   - name: The topic's name in the cluster.
    /// - Throws: ``LogError`` if brokers refuse it.
    package func set(_ entries: [KafkaProperty], of name: String) throws(LogError) {
        let admin = TopicAdmin(client: cluster.client)
        let present = try admin.configurations(of: [name])[name] ?? [:]
        var wanted: [String: String] = [:]
        for (property, entry) in present where entry.isOwn {
            wanted[property] = entry.value
        }
        for entry in entries {
            wanted[entry.name] = entry.value
        }
        let all = wanted.sorted { $0.key < $1.key }
        try admin.replaceConfiguration(of: name, by: all)
        _ = try untilAllShow(within: Self.spreading) { (view) throws(LogError) in try view.shows(all, of: name) }
    }

    private func wait(for name: String, partitions: Int) throws(LogError) {
        let patience = Duration.milliseconds(settings.requestTimeoutMilliseconds)
        let behind = try untilAllShow(within: patience) { (view) throws(LogError) in
            try view.partitionCount(of: name) >= partitions
        }
        guard let behind else { return }
        throw LogError(
            .unavailable,
            action: "waiting for topic \(name)",
            message:
                "broker \(behind.id) at \(behind.host):\(behind.port) does not show its \(partitions) partitions yet; "
                + "look at it again in a moment",
            remedy: .retry
        )
    }

    /// Asks each broker until it shows something, or the time is over.
    ///
    /// - Returns: A broker that does not show it; nil when all do.
    private func untilAllShow(
        within patience: Duration,
        _ isShown: (BrokerView) throws(LogError) -> Bool
    ) throws(LogError) -> ClusterMetadata.Broker? {
        let clock = ContinuousClock()
        let deadline = clock.now + patience
        for view in try brokerViews() {
            while try !isShown(view) {
                guard clock.now < deadline else { return view.broker }
                Thread.sleep(forTimeInterval: 0.02)
            }
        }
        return nil
    }

    private func brokerViews() throws(LogError) -> [BrokerView] {
        let brokers = try cluster.metadata().brokers.sorted { $0.id < $1.id }
        let known = views.withLock { $0 }
        guard known.map(\.broker) != brokers else { return known }
        var made: [BrokerView] = []
        for broker in brokers {
            if let view = known.first(where: { $0.broker == broker }) {
                made.append(view)
            } else {
                made.append(try BrokerView(broker, settings))
            }
        }
        let all = made
        views.withLock { $0 = all }
        return all
    }
}

/// A topic as the cluster has it, to compare it with the folder.
package struct KafkaTopicState: Sendable, Equatable {
    /// A property in force.
    package struct Entry: Sendable, Equatable {
        /// The value as brokers apply it.
        package let value: String
        /// Set on the topic itself; otherwise it is the brokers' default.
        package let isOwn: Bool
    }

    /// The name in the cluster, prefix included.
    package let name: String
    /// How many partitions it has.
    package let partitions: Int
    /// Copies of the partition that has the fewest.
    package let replication: Int
    /// Properties by name, defaults included; those whose values brokers hide are omitted.
    package let entries: [String: Entry]
}
