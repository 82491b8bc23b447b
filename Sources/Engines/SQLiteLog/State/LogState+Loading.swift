import Database
import LogPort

extension LogState {
    /// Reads the owner's state: a few rows and one seek per partition, independent of the log's size.
    ///
    /// - Parameters:
    ///   - database: An open log.
    ///   - tailBytes: The limit of the state's cache.
    ///   - countingBytes: Whether the sizes of partitions are wanted; batches since the last count are walked for it.
    /// - Returns: The state as of the last commit.
    /// - Throws: ``LogError``, `corrupt` when these parts of the file are damaged.
    static func load(
        from database: Database,
        tailBytes: Int = 0,
        countingBytes: Bool
    ) throws(LogError) -> LogState {
        var state = LogState(tailBytes: tailBytes)
        do throws(DatabaseError) {
            let topics = try loadTopics(from: database)
            for topic in topics.values {
                state.topics[topic.name] = topic
            }
            try state.loadPartitions(from: database, topics, countingBytes: countingBytes)
            try state.loadOffsets(from: database)
        } catch {
            throw LogError(error, action: "opening \(database.path)")
        }
        return state
    }

    /// Returns the topics by their numbers.
    static func loadTopics(from database: Database) throws(DatabaseError) -> [Int64: TopicSettings] {
        let select = try database.prepare(
            "SELECT id, name, partitions, cleanup, retention_ms, retention_bytes FROM topics"
        )
        var topics: [Int64: TopicSettings] = [:]
        while try select.step() {
            topics[select.integer(0)] = TopicSettings(
                name: select.text(1) ?? "",
                partitions: Int32(clamping: max(1, select.integer(2))),
                cleanup: TopicSettings.Cleanup(rawValue: select.text(3) ?? "") ?? .delete,
                retentionMilliseconds: select.isNull(4) ? nil : select.integer(4),
                retentionBytes: select.isNull(5) ? nil : select.integer(5)
            )
        }
        return topics
    }

    /// Adds a partition behind the others.
    mutating func add(_ partition: PartitionState) {
        numbers[partition.source] = partitions.count
        partitions.append(partition)
    }

    private mutating func loadPartitions(
        from database: Database,
        _ topics: [Int64: TopicSettings],
        countingBytes: Bool
    ) throws(DatabaseError) {
        let select = try database.prepare(
            "SELECT id, topic, number, start, floor, clean, clean_bytes, counted, stored_bytes FROM partitions ORDER BY id"
        )
        let uncounted = try database.prepare(
            "SELECT coalesce(sum(length(bytes)), 0) FROM batches WHERE id >= ?1 AND id < ?2"
        )
        let queries = try BatchQueries(database)
        while try select.step() {
            let number = Int(select.integer(0))
            guard let topic = topics[select.integer(1)], number == partitions.count else {
                throw DatabaseError(
                    code: .corrupt,
                    extendedCode: 0,
                    action: "reading the partitions",
                    message: "partition \(number) has no topic or is out of order"
                )
            }
            var state = PartitionState(TopicPartition(topic.name, Int32(clamping: select.integer(2))), topic)
            let last = try queries.lastBatch(of: number)
            state.start = select.integer(3)
            state.next = max(select.integer(4), last?.next ?? 0)
            state.maxTime = last?.maxTime ?? .min
            state.clean = select.integer(5)
            state.cleanBytes = Int(select.integer(6))
            uncounted.bind(1, BatchKey(number, select.integer(7)).rawValue)
            uncounted.bind(2, BatchKey(number, state.next).rawValue)
            if countingBytes, try uncounted.step() {
                state.storedBytes = Int(select.integer(8) + uncounted.integer(0))
            }
            uncounted.reset()
            add(state)
        }
    }

    private mutating func loadOffsets(from database: Database) throws(DatabaseError) {
        let select = try database.prepare("SELECT consumer, partition, next FROM offsets")
        while try select.step() {
            let number = Int(select.integer(1))
            guard let group = select.text(0), partitions.indices.contains(number) else { continue }
            offsets[group, default: [:]][partitions[number].source] = select.integer(2)
        }
    }
}
