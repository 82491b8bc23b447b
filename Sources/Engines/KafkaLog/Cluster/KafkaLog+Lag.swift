package import LogPort

extension KafkaLog: LagSource {
    package var transactionTimeoutMilliseconds: Int {
        settings.transactionTimeoutMilliseconds
    }

    package func partitions(of topics: [String]) throws(LogError) -> [TopicPartition] {
        try core.check("looking up topics")
        var partitions: [TopicPartition] = []
        for topic in topics {
            let count = try core.cluster.partitionCount(of: settings.prefix + topic) ?? 0
            partitions += (0..<count).map { TopicPartition(topic, $0) }
        }
        return partitions
    }

    package func ends(of partitions: [TopicPartition]) throws(LogError) -> [TopicPartition: PartitionEnds] {
        let action = "asking for the ends of \(partitions.count) partitions"
        try core.check(action)
        var places: [ClusterPartition] = []
        for partition in partitions {
            try core.require(partition, action)
            places.append(ClusterPartition(partition, prefix: settings.prefix))
        }
        guard !places.isEmpty else { return [:] }
        let earliest = try core.cluster.offsets(.earliest, of: places)
        // The stable ends first: the latest ones cannot lie before them.
        let stable = try core.cluster.offsets(.stable, of: places)
        let latest = try core.cluster.offsets(.latest, of: places)
        var ends: [TopicPartition: PartitionEnds] = [:]
        for (partition, place) in zip(partitions, places) {
            guard let first = earliest[place], let last = latest[place], let reached = stable[place] else { continue }
            ends[partition] = PartitionEnds(earliest: first, stable: min(reached, last), latest: last)
        }
        return ends
    }

    package func committedOffsets(
        group: String,
        in partitions: [TopicPartition]
    ) throws(LogError) -> [TopicPartition: Int64] {
        try core.check("reading the committed offsets of group \(group)")
        guard !partitions.isEmpty else { return [:] }
        let prefix = settings.prefix
        let places = partitions.map { ClusterPartition($0, prefix: prefix) }
        let found = try core.groupOffsets
            .committed(group: prefix + group, partitions: places, areStable: false)
        return Dictionary(uniqueKeysWithValues: found.map { ($0.key.local(prefix: prefix), $0.value) })
    }
}
