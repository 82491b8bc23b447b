import LogPort

/// A partition by its topic's name in the cluster, prefix included.
struct ClusterPartition: Hashable {
    let topic: String
    let number: Int32

    /// Puts the prefix before the name.
    init(_ partition: TopicPartition, prefix: String) {
        topic = prefix + partition.topic
        number = partition.partition
    }

    init(topic: String, number: Int32) {
        self.topic = topic
        self.number = number
    }

    /// The name without the prefix.
    func local(prefix: String) -> TopicPartition {
        TopicPartition(String(topic.dropFirst(prefix.count)), number)
    }
}
