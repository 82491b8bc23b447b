import CKafka

/// Lists of partitions with offsets, as librdkafka takes and gives them.
enum PartitionList {
    /// Makes a list for the length of a call.
    static func with<Result, Failure: Error>(
        _ entries: [(ClusterPartition, Int64)],
        _ body: (UnsafeMutablePointer<rd_kafka_topic_partition_list_t>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard let list = rd_kafka_topic_partition_list_new(Int32(entries.count)) else {
            preconditionFailure("librdkafka aborts the process itself when there is no memory")
        }
        defer { rd_kafka_topic_partition_list_destroy(list) }
        for (partition, offset) in entries {
            let entry = rd_kafka_topic_partition_list_add(list, partition.topic, partition.number)
            entry?.pointee.offset = offset
        }
        return try body(list)
    }

    static func partitions(
        of list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>
    ) -> [ClusterPartition] {
        (0..<Int(list.pointee.cnt)).map { index in
            let entry = list.pointee.elems[index]
            return ClusterPartition(topic: String(cString: entry.topic), number: entry.partition)
        }
    }
}
