/// Compares the folder of topics with a cluster; a pure function of both.
///
/// Never removes a topic or a partition. Co-partitioned topics (`partitions: as-alerts`) keep their number forever: a
/// key's partition, a stage's state and the order of a profile depend on it, so another number is a new version of the
/// topics. Compacted topics keep theirs, too: the last record of a key is only found in the partition of the key.
package struct TopicPlanner: Sendable {
    /// Partitions of the alerts in a cluster that has none of the topics yet, unless told otherwise.
    package static let defaultAlertPartitions = 12

    private let catalog: TopicCatalog
    private let prefix: String
    private let partitions: Int?
    private let replication: Int?

    /// Prepares a comparison.
    ///
    /// - Parameters:
    ///   - catalog: The folder.
    ///   - prefix: Prefix of every topic's name.
    ///   - partitions: Partitions of the alerts; nil takes what the cluster has, else ``defaultAlertPartitions``.
    ///   - replication: Copies of each partition; nil takes what each file says.
    package init(catalog: TopicCatalog, prefix: String = "", partitions: Int? = nil, replication: Int? = nil) {
        self.catalog = catalog
        self.prefix = prefix
        self.partitions = partitions
        self.replication = replication
    }

    /// Plans what makes a cluster agree with the folder.
    package func plan(for cluster: ClusterState) -> TopicPlan {
        var found: [String: ClusterTopic] = [:]
        for topic in cluster.topics {
            found[topic.name] = topic
        }
        let counts = coPartitionedCounts(found)
        let distinct = Set(counts.map(\.count))
        let alerts = distinct.count == 1 ? counts[0].count : partitions ?? Self.defaultAlertPartitions
        let items = catalog.topics.map { topic -> TopicPlan.Item in
            var item = TopicPlan.Item(prefix + topic.name)
            if topic.partitions == .asAlerts, distinct.count > 1 {
                item.refusals.append(unequal(counts))
            } else if let existing = found[item.name] {
                compare(topic, existing, alerts: alerts, &item)
            } else {
                create(topic, alerts: alerts, brokers: cluster.brokers, &item)
            }
            return item
        }
        let known = Set(items.map(\.name))
        let strangers = cluster.names.filter { name in
            name.hasPrefix(strangersPrefix) && !known.contains(name)
        }
        return TopicPlan(items: items, strangers: strangers.sorted(), alertPartitions: alerts)
    }

    /// The topics' names in the cluster, in the order of the folder.
    package var names: [String] {
        catalog.topics.map { prefix + $0.name }
    }

    /// The beginning of Eyrie's topic names in the cluster.
    package var strangersPrefix: String {
        prefix + "eyrie."
    }

    /// The topics for a new cluster.
    package var wanted: [TopicPlan.Item] {
        plan(for: ClusterState(brokers: Int.max, topics: [])).items
    }

    // MARK: Partitions

    private func coPartitionedCounts(_ found: [String: ClusterTopic]) -> [(name: String, count: Int)] {
        catalog.topics.filter { $0.partitions == .asAlerts }.compactMap { topic in
            found[prefix + topic.name].map { ($0.name, $0.partitions) }
        }
    }

    private func unequal(_ counts: [(name: String, count: Int)]) -> String {
        let list = counts.map { "\($0.name) has \($0.count)" }.joined(separator: ", ")
        return "co-partitioned topics have to have equal numbers of partitions, but \(list); the stages cannot run on "
            + "them: use new topics (another prefix), and copy the records of the old ones"
    }

    private func compare(_ topic: CatalogTopic, _ existing: ClusterTopic, alerts: Int, _ item: inout TopicPlan.Item) {
        if topic.partitions == .asAlerts {
            if let partitions, partitions != existing.partitions {
                item.refusals.append(
                    "it has \(existing.partitions) partitions and cannot get \(partitions): it is co-partitioned, and "
                        + "keys would move; another number is a new version of the topics, or leave out --partitions"
                )
            }
        } else {
            compareCount(topic, existing, topic.partitionCount(alerts: alerts), &item)
        }
        let copies = replication ?? topic.replication
        if existing.replication != copies {
            item.beyond.append(
                "replication is \(existing.replication), not \(copies): move it with kafka-reassign-partitions.sh, or "
                    + "say --replication \(existing.replication)"
            )
        }
        compareSettings(topic, existing, &item)
    }

    private func compareCount(
        _ topic: CatalogTopic,
        _ existing: ClusterTopic,
        _ count: Int,
        _ item: inout TopicPlan.Item
    ) {
        if existing.partitions > count {
            item.refusals.append(
                "it has \(existing.partitions) partitions and the folder says \(count): partitions are never taken "
                    + "away; write \(existing.partitions) into the folder, or use a new version of the topic"
            )
        } else if existing.partitions < count, topic.isCompacted {
            item.refusals.append(
                "it has \(existing.partitions) partitions and cannot get \(count): it is compacted, and the last record "
                    + "of a key would be looked for in another partition; use a new version of the topic"
            )
        } else if existing.partitions < count {
            item.changes.append(.grow(from: existing.partitions, to: count))
        }
    }

    private func create(_ topic: CatalogTopic, alerts: Int, brokers: Int, _ item: inout TopicPlan.Item) {
        let copies = replication ?? topic.replication
        guard copies <= brokers else {
            item.refusals.append(
                "replication \(copies) needs \(copies) brokers, and the cluster has \(brokers): add brokers, or say "
                    + "--replication \(brokers) for a cluster whose loss would not matter"
            )
            return
        }
        let least = topic.settings.first { $0.name == "min.insync.replicas" }.flatMap { Int($0.value) } ?? 1
        guard least <= copies else {
            item.refusals.append("min.insync.replicas \(least) with replication \(copies): nothing could be written")
            return
        }
        let count = topic.partitionCount(alerts: alerts)
        item.changes.append(.create(partitions: count, replication: copies, settings: topic.settings))
    }

    // MARK: Settings

    private func compareSettings(_ topic: CatalogTopic, _ existing: ClusterTopic, _ item: inout TopicPlan.Item) {
        for setting in topic.settings {
            let present = existing.settings[setting.name]?.value
            guard present != setting.value else { continue }
            item.changes.append(.set(name: setting.name, from: present, to: setting.value))
            if shortens(setting, from: present) {
                item.notes.append("\(setting.name) becomes shorter: brokers will remove what is older")
            }
        }
        let ours = Set(topic.settings.map(\.name))
        for (name, setting) in existing.settings.sorted(by: { $0.key < $1.key })
        where setting.isOwn && !ours.contains(name) {
            item.notes.append("\(name)=\(setting.value) is set on the topic and not in the folder; kept")
        }
        func inForce(_ name: String) -> String? {
            topic.settings.first { $0.name == name }?.value ?? existing.settings[name]?.value
        }
        if let least = inForce("min.insync.replicas").flatMap({ Int($0) }), least < 2, existing.replication > 2 {
            item.notes.append("min.insync.replicas is \(least): an acknowledged record may be on one broker alone")
        }
        if inForce("message.timestamp.type") == "LogAppendTime" {
            item.refusals.append(
                "message.timestamp.type is LogAppendTime: a record's time has to be when its alert was received; write "
                    + "message.timestamp.type: CreateTime into the folder"
            )
        }
    }

    private func shortens(_ setting: TopicSetting, from present: String?) -> Bool {
        guard ["retention.ms", "retention.bytes"].contains(setting.name), let new = Int64(setting.value), new >= 0,
            let old = present.flatMap({ Int64($0) })
        else { return false }
        return old < 0 || old > new
    }
}
