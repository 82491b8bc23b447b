import LogPort

/// The view of one broker on a topic.
///
/// Brokers learn of a change one after the other, and a client asks any of them: to know that all have a change, one
/// has to ask each. Its client starts from this broker's address alone, and librdkafka sends metadata requests to a
/// broker that it is connected to already; requests for configurations name the broker.
struct BrokerView {
    let broker: ClusterMetadata.Broker
    private let cluster: ClusterView

    init(_ broker: ClusterMetadata.Broker, _ settings: KafkaLogSettings) throws(LogError) {
        var settings = settings
        // An IPv6 address needs brackets where a port follows.
        let host = broker.host.contains(":") ? "[\(broker.host)]" : broker.host
        settings.bootstrapServers = "\(host):\(broker.port)"
        self.broker = broker
        cluster = try ClusterView(settings)
    }

    /// How many partitions this broker knows of a topic, 0 if it does not know the topic.
    func partitionCount(of topic: String) throws(LogError) -> Int {
        Int(try cluster.metadata().topics[topic] ?? 0)
    }

    /// Whether this broker shows properties of a topic as they were set; numbers are compared by value.
    func shows(_ entries: [(key: String, value: String)], of topic: String) throws(LogError) -> Bool {
        let admin = TopicAdmin(client: cluster.client, broker: broker.id)
        let found = try admin.configurations(of: [topic])[topic] ?? [:]
        return entries.allSatisfy { name, wanted in
            guard let entry = found[name], entry.isOwn else { return false }
            guard entry.value != wanted else { return true }
            guard let number = Double(entry.value) else { return false }
            return number == Double(wanted)
        }
    }
}
