import CKafkaLog
import Foundation
package import LogPort
import Telemetry

/// The event log on Apache Kafka 2.5 or newer, through librdkafka 2.0.2 or newer.
///
/// Topics, partitions, offsets and groups are Kafka's own. Workers and producers write transactions; readers, members
/// of groups and lookups see committed records only. ``LogPosition/latest`` is after everything that is committed or
/// open at the moment, once that is settled; `maintain` does nothing, since brokers apply retention.
///
/// Times: a lookup by time skips transaction markers, which carry the brokers' clock.
package final class KafkaLog: EventLog {
    /// Once per process, before the first client has threads.
    private static let settleMemory: Void = ekl_settle_memory()

    let core: KafkaCore
    private let pool: ReaderPool
    /// Consumers for looks at single records.
    let glances: ReaderPool
    /// What happened to transactions and groups since the start.
    package let counters: KafkaCounters

    /// Prepares a log on a cluster; connections are made at the first use.
    ///
    /// - Parameters:
    ///   - settings: The cluster's address and the client's settings.
    ///   - counters: Where to count.
    /// - Throws: ``LogError`` with `unusable` for a property that is refused.
    package init(_ settings: KafkaLogSettings, counters: KafkaCounters = KafkaCounters()) throws(LogError) {
        Self.settleMemory
        try KafkaFailpoint.check()
        try KafkaProperties.check(settings.properties)
        self.counters = counters
        core = try KafkaCore(settings, counters)
        pool = ReaderPool(settings)
        glances = ReaderPool(settings, .glance)
    }

    /// The settings that the log was made with.
    package var settings: KafkaLogSettings {
        core.settings
    }

    package func topics() throws(LogError) -> [TopicSettings] {
        try core.check("listing topics")
        let prefix = core.settings.prefix
        let names = try core.cluster.refresh().filter { name, _ in
            prefix.isEmpty ? name.hasPrefix("eyrie.") : name.hasPrefix(prefix)
        }
        let configurations = try TopicAdmin(client: core.cluster.client).configurations(of: names.keys.sorted())
        return names.sorted { $0.key < $1.key }.map { name, partitions in
            let entries = configurations[name] ?? [:]
            let isCompact = entries["cleanup.policy"]?.value == "compact"
            func limit(_ property: String) -> Int64? {
                guard !isCompact, let value = entries[property].flatMap({ Int64($0.value) }), value >= 0 else {
                    return nil
                }
                return value
            }
            return TopicSettings(
                name: String(name.dropFirst(prefix.count)),
                partitions: partitions,
                cleanup: isCompact ? .compact : .delete,
                retentionMilliseconds: limit("retention.ms"),
                retentionBytes: limit("retention.bytes")
            )
        }
    }

    package func partitionCount(of topic: String) throws(LogError) -> Int32 {
        let action = "looking up topic \(topic)"
        try core.check(action)
        guard let count = try core.cluster.partitionCount(of: core.settings.prefix + topic) else {
            throw LogError(
                .unknownTopic,
                action: action,
                message:
                    "the cluster has no \(core.settings.prefix)\(topic), or does not show it to this user; `eyrie topics apply` creates "
                    + "the topics",
                remedy: .stop
            )
        }
        return count
    }

    package func create(_ topics: [TopicSettings]) throws(LogError) {
        try core.check("creating topics")
        let existing = try core.cluster.refresh()
        var missing: [TopicAdmin.NewTopic] = []
        for topic in topics {
            let name = core.settings.prefix + topic.name
            if let partitions = existing[name] {
                guard partitions == topic.partitions else {
                    throw LogError(
                        .unusable,
                        action: "creating topic \(topic.name)",
                        message: "it is there with \(partitions) partitions and cannot get \(topic.partitions): keys "
                            + "would move; use its count, or a new version of the topic",
                        remedy: .stop
                    )
                }
                continue
            }
            missing.append(newTopic(topic, name))
        }
        try TopicAdmin(client: core.cluster.client).create(missing)
        try waitForTopics(missing)
    }

    package func resolve(_ position: LogPosition, in partition: TopicPartition) throws(LogError) -> Int64 {
        let action = "looking up \(partition)"
        try core.check(action)
        try core.require(partition, action)
        let place = ClusterPartition(partition, prefix: core.settings.prefix)
        switch position {
        case .earliest: return try core.cluster.watermarks(of: place).lowerBound
        case .latest: return try core.cluster.committedEnd(of: place)
        case .offset(let offset): return offset
        case .committed(let group):
            if let offset = try committedOffset(group: group, in: partition) {
                return offset
            }
            return try core.cluster.watermarks(of: place).lowerBound
        case .time(let milliseconds): return try offset(at: milliseconds, in: partition, place)
        }
    }

    package func committedOffset(group: String, in partition: TopicPartition) throws(LogError) -> Int64? {
        let action = "looking up \(partition)"
        try core.check(action)
        try core.require(partition, action)
        let place = ClusterPartition(partition, prefix: core.settings.prefix)
        return try core.groupOffsets.committed(group: core.settings.prefix + group, partitions: [place])[place]
    }

    package func makeWorker(group: String, topics: [String], member: String) throws(LogError) -> any LogWorker {
        let action = "joining group \(group)"
        try core.check(action)
        for topic in topics {
            try core.require(TopicPartition(topic, 0), action)
        }
        return try KafkaLogWorker(core, group: group, topics: topics, member: member)
    }

    package func makeProducer(id: String) throws(LogError) -> any LogProducer {
        try core.check("opening producer \(id)")
        return try KafkaLogProducer(core, id: id)
    }

    package func recordLimit(of topic: String) throws(LogError) -> Int? {
        try core.check("looking up the largest record of \(topic)")
        return try core.cluster.recordLimit(of: core.settings.prefix + topic)
    }

    package func makeReader(
        of partition: TopicPartition,
        from start: LogPosition,
        to end: LogPosition?
    ) throws(LogError) -> any LogReader {
        let action = "reading \(partition)"
        try core.check(action)
        try core.require(partition, action)
        var first = try resolve(start, in: partition)
        let limit: Int64? = if let end { try resolve(end, in: partition) } else { nil }
        let kept = try core.cluster.watermarks(of: ClusterPartition(partition, prefix: core.settings.prefix))
        if first < kept.lowerBound {
            guard try isCompacted(partition.topic) else { throw .removed(partition, first..<kept.lowerBound) }
            first = kept.lowerBound
        }
        return try KafkaLogReader(core, pool, partition, from: first, to: limit)
    }

    package func maintain(nowMilliseconds: Int64) throws(LogError) {
        try core.check("maintaining the log")
    }

    package func close() {
        _ = core.close()
    }

    // MARK: Parts

    private func newTopic(_ topic: TopicSettings, _ name: String) -> TopicAdmin.NewTopic {
        var configuration = [
            (name: "cleanup.policy", value: topic.cleanup.rawValue),
            // An alert of 1 MiB in its envelope fits.
            (name: "max.message.bytes", value: "\(4 << 20)"),
        ]
        if topic.cleanup == .delete {
            configuration += [
                (name: "retention.ms", value: "\(topic.retentionMilliseconds ?? -1)"),
                (name: "retention.bytes", value: "\(topic.retentionBytes ?? -1)"),
            ]
        }
        return TopicAdmin.NewTopic(
            name: name,
            partitions: topic.partitions,
            replication: core.settings.replication,
            configuration: configuration
        )
    }

    /// Waits until the new topics can be used: leaders are elected a moment after a topic is created.
    private func waitForTopics(_ topics: [TopicAdmin.NewTopic]) throws(LogError) {
        let clock = ContinuousClock()
        let deadline = clock.now + .milliseconds(core.settings.requestTimeoutMilliseconds)
        for topic in topics {
            while !(try isUsable(topic)) {
                guard clock.now < deadline else {
                    throw LogError(
                        .unavailable,
                        action: "creating topic \(topic.name)",
                        message: "it has no leaders yet; try again",
                        remedy: .retry
                    )
                }
                Thread.sleep(forTimeInterval: 0.02)
            }
        }
    }

    /// Whether every partition has a leader that knows it.
    private func isUsable(_ topic: TopicAdmin.NewTopic) throws(LogError) -> Bool {
        guard try core.cluster.refresh()[topic.name] == topic.partitions else { return false }
        for number in 0..<topic.partitions {
            do throws(LogError) {
                _ = try core.cluster.watermarks(of: ClusterPartition(topic: topic.name, number: number))
            } catch {
                guard error.code == .unknownTopic || error.remedy == .retry else { throw error }
                return false
            }
        }
        return true
    }

    /// Asks whether a topic is compacted.
    func isCompacted(_ topic: String) throws(LogError) -> Bool {
        let name = core.settings.prefix + topic
        let entries = try TopicAdmin(client: core.cluster.client).configurations(of: [name])[name] ?? [:]
        return entries["cleanup.policy"]?.value.contains("compact") ?? false
    }

    /// The first record at or after a time: the brokers' answer may be a transaction marker, which has their time.
    private func offset(
        at milliseconds: Int64,
        in partition: TopicPartition,
        _ place: ClusterPartition
    ) throws(LogError) -> Int64 {
        let end = try core.cluster.committedEnd(of: place)
        guard let found = try core.cluster.offset(at: milliseconds, in: place), found < end else { return end }
        let reader = try KafkaLogReader(core, pool, partition, from: found, to: end)
        defer { reader.close() }
        while let batch = try reader.next(maxWaitMilliseconds: 0) {
            var first: Int64?
            batch.visit { record in
                if first == nil, record.timestampMilliseconds >= milliseconds {
                    first = record.offset
                }
            }
            if let first {
                return first
            }
        }
        return end
    }
}
