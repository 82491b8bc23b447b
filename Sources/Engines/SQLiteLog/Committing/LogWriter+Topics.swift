import Database
import LogPort
import Synchronization

extension LogWriter {
    /// Creates the topics that are not there.
    ///
    /// - Throws: ``LogError``, `unusable` when one of them is there with another partition count; nothing was created.
    func create(_ topics: [TopicSettings]) throws(LogError) {
        let known = core.state.withLock(\.topics)
        var added: [TopicSettings] = []
        for topic in topics {
            let earlier = known[topic.name] ?? added.first { $0.name == topic.name }
            guard let earlier else {
                added.append(topic)
                continue
            }
            guard earlier.partitions == topic.partitions else {
                throw LogError(
                    .unusable,
                    action: "creating topic \(topic.name)",
                    message: "it has \(earlier.partitions) partitions and \(topic.partitions) were asked for; "
                        + "the count of a topic never changes, a new count is a new topic",
                    remedy: .stop
                )
            }
        }
        guard !added.isEmpty else { return }
        let first = core.state.withLock(\.partitions.count)
        guard first + added.reduce(0, { $0 + Int($1.partitions) }) <= BatchKey.partitionLimit else {
            throw LogError(
                .unusable,
                action: "creating topics",
                message: "a log has at most \(BatchKey.partitionLimit) partitions; use fewer",
                remedy: .stop
            )
        }
        do throws(DatabaseError) {
            try connection.transaction { () throws(DatabaseError) in
                try insert(added, firstPartition: first)
            }
        } catch {
            throw fail(error, "creating topics")
        }
        core.state.withLock { state in
            for topic in added {
                state.topics[topic.name] = topic
                for number in 0..<topic.partitions {
                    state.add(PartitionState(TopicPartition(topic.name, number), topic))
                }
            }
        }
    }

    private func insert(_ topics: [TopicSettings], firstPartition: Int) throws(DatabaseError) {
        let database = connection.database
        let insertTopic = try database.prepare(
            """
            INSERT INTO topics (name, partitions, cleanup, retention_ms, retention_bytes) VALUES (?1, ?2, ?3, ?4, ?5)
            """
        )
        let insertPartition = try database.prepare("INSERT INTO partitions (id, topic, number) VALUES (?1, ?2, ?3)")
        var id = firstPartition
        for topic in topics {
            insertTopic.bind(1, topic.name)
            insertTopic.bind(2, Int64(topic.partitions))
            insertTopic.bind(3, topic.cleanup.rawValue)
            if let milliseconds = topic.retentionMilliseconds {
                insertTopic.bind(4, milliseconds)
            }
            if let bytes = topic.retentionBytes {
                insertTopic.bind(5, bytes)
            }
            try insertTopic.run()
            let topicID = database.lastInsertedRowID
            for number in 0..<topic.partitions {
                insertPartition.bind(1, id)
                insertPartition.bind(2, topicID)
                insertPartition.bind(3, Int64(number))
                try insertPartition.run()
                id += 1
            }
        }
    }
}
