import EventModel
import Foundation
import TopicPlanning

/// A folder of topics in memory: all of the code's topics, each as plain as it may be.
struct SampleCatalog {
    private(set) var files: [String: String] = [:]

    init() {
        for topic in Topics.all {
            let isCompacted = topic.cleanup == .compact
            files["\(topic.name).yaml"] = """
                # A comment.
                name: \(topic.name)
                payload: Thing
                schema: \(isCompacted ? "none" : "schemas/thing.v1.json")
                key: profile
                partitions: \(topic.partitions == .asAlerts ? "as-alerts" : "1")
                replication: 3
                config:
                  cleanup.policy: \(topic.cleanup.rawValue)
                  retention.ms: \(isCompacted ? "-1" : "86400000")
                  max.message.bytes: 4194304
                writers: bridge
                readers: people
                owner: bridge

                """
        }
    }

    /// Replaces text in one file.
    func with(_ original: String, _ replacement: String, in topic: String) -> SampleCatalog {
        var copy = self
        let file = "\(topic).yaml"
        copy.files[file] = files[file]?.replacing(original, with: replacement)
        return copy
    }

    func with(_ text: String?, as file: String) -> SampleCatalog {
        var copy = self
        copy.files[file] = text
        return copy
    }

    func read() throws(CatalogFault) -> TopicCatalog {
        try TopicCatalog(
            folder: "Topics",
            files: files.sorted { $0.key < $1.key }.map { ($0.key, Array($0.value.utf8)) },
            schemas: ["schemas/thing.v1.json"]
        )
    }

    /// What a read finds wrong, one line each.
    func mistakes() -> [String] {
        do throws(CatalogFault) {
            _ = try read()
            return []
        } catch {
            return error.mistakes.map(\.description)
        }
    }

    /// The topics of this catalog as a cluster has them that agrees.
    func agreeing(alerts: Int = 12, replication: Int = 3, prefix: String = "") throws -> [ClusterTopic] {
        try read().topics.map { topic in
            let own = topic.settings.map { ($0.name, ClusterTopic.Setting($0.value, isOwn: true)) }
            var settings = Dictionary(uniqueKeysWithValues: own)
            settings["min.insync.replicas"] = ClusterTopic.Setting("2", isOwn: false)
            settings["message.timestamp.type"] = ClusterTopic.Setting("CreateTime", isOwn: false)
            return ClusterTopic(
                name: prefix + topic.name,
                partitions: topic.partitions == .asAlerts ? alerts : 1,
                replication: replication,
                settings: settings
            )
        }
    }
}
