import EventModel
package import LogPort

/// Everything that committed readers see of a log, in memory.
package struct LogCopy: Sendable, Equatable {
    /// Partitions of the alerts and of every topic beside them.
    package let partitions: Int32
    /// The records of each partition of each topic, by offset.
    package var topics: [String: [[CopiedRecord]]]

    package init(partitions: Int32, topics: [String: [[CopiedRecord]]] = [:]) {
        self.partitions = partitions
        self.topics = topics
    }

    /// Reads a whole log; nothing may be written meanwhile.
    ///
    /// - Throws: `LogError` when it cannot be read.
    package init(reading log: any LogReading) throws(LogError) {
        var topics: [String: [[CopiedRecord]]] = [:]
        for topic in try log.topics() {
            var partitions: [[CopiedRecord]] = []
            for number in 0..<topic.partitions {
                partitions.append(try Self.read(TopicPartition(topic.name, number), of: log))
            }
            topics[topic.name] = partitions
        }
        guard let alerts = topics[Topics.alerts.name] else {
            throw LogError(.unknownTopic, action: "copying the log", message: "it has no alerts", remedy: .stop)
        }
        partitions = Int32(alerts.count)
        self.topics = topics
    }

    /// The records of a partition; none for what is not there.
    package subscript(topic: String, partition: Int32) -> [CopiedRecord] {
        get {
            guard let partitions = topics[topic], partition < partitions.count else { return [] }
            return partitions[Int(partition)]
        }
        set {
            var all = topics[topic] ?? []
            while all.count <= Int(partition) {
                all.append([])
            }
            all[Int(partition)] = newValue
            topics[topic] = all
        }
    }

    private static func read(_ place: TopicPartition, of log: any LogReading) throws(LogError) -> [CopiedRecord] {
        var records: [CopiedRecord] = []
        try log.forEach(in: place) { records.append(CopiedRecord($0)) }
        return records
    }
}
