import FalcoBridge
import KafkaLog
import LogPort

/// A Kafka cluster whose topics the bridge reads.
struct ClusterSource: TopicSource {
    private let cluster: KafkaLog

    init(_ cluster: KafkaLog) {
        self.cluster = cluster
    }

    var log: any LogReading & LogClosing {
        cluster
    }

    var address: String {
        "kafka:\(cluster.settings.bootstrapServers)"
    }

    func identity() throws(LogError) -> String {
        try cluster.clusterID()
    }

    func partitionCount(of topic: String) throws(LogError) -> Int32 {
        guard let count = try cluster.currentPartitionCount(of: topic) else {
            throw LogError(
                .unknownTopic,
                action: "looking up source topic \(topic)",
                message:
                    "\(address) has no topic of this name, or does not show it to this user; create it there, grant "
                    + "reading it, or correct bridge.topic.names",
                remedy: .retry
            )
        }
        return count
    }

    func ends(of partitions: [TopicPartition]) throws(LogError) -> [TopicPartition: PartitionEnds] {
        try cluster.ends(of: partitions)
    }

    func makeGlance(at offset: Int64, in partition: TopicPartition) throws(LogError) -> any LogReader {
        try cluster.makeGlance(at: offset, in: partition)
    }

    func firstOffset(at milliseconds: Int64, in partition: TopicPartition) throws(LogError) -> Int64? {
        try cluster.firstOffset(at: milliseconds, in: partition)
    }

    func isCompacted(_ topic: String) throws(LogError) -> Bool {
        try cluster.seemsCompacted(topic)
    }
}
