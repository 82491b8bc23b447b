import CKafka

/// The metadata of a cluster: brokers, and topics with their partition counts.
struct ClusterMetadata {
    struct Broker: Equatable {
        let id: Int32
        let host: String
        let port: Int32
    }

    let brokers: [Broker]
    /// Partition counts by topic; topics with an error are omitted.
    let topics: [String: Int32]
    /// Replicas of each topic's worst partition.
    let replication: [String: Int]
    /// In-sync replicas of each topic's worst partition.
    let inSync: [String: Int]

    init(_ metadata: rd_kafka_metadata) {
        brokers = (0..<Int(metadata.broker_cnt)).map { index in
            let broker = metadata.brokers[index]
            return Broker(id: broker.id, host: String(cString: broker.host), port: broker.port)
        }
        var topics: [String: Int32] = [:]
        var replication: [String: Int] = [:]
        var inSync: [String: Int] = [:]
        for index in 0..<Int(metadata.topic_cnt) {
            let topic = metadata.topics[index]
            guard topic.err == RD_KAFKA_RESP_ERR_NO_ERROR, topic.partition_cnt > 0 else { continue }
            let name = String(cString: topic.topic)
            topics[name] = topic.partition_cnt
            replication[name] = (0..<Int(topic.partition_cnt)).map { Int(topic.partitions[$0].replica_cnt) }.min()
            inSync[name] = (0..<Int(topic.partition_cnt)).map { Int(topic.partitions[$0].isr_cnt) }.min()
        }
        self.topics = topics
        self.replication = replication
        self.inSync = inSync
    }
}
