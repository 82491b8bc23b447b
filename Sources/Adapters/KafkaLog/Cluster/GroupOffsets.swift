import CKafka
import StageRuntime

/// Committed offsets of any group, read without joining it.
struct GroupOffsets {
    let client: KafkaClient

    /// Reads where a group goes on; as stable, unless it is said otherwise: an open transaction with offsets is waited for.
    ///
    /// - Parameters:
    ///   - group: The group's name in the cluster.
    ///   - partitions: Which partitions; nil means all that the group has committed.
    ///   - areStable: Whether to wait for an open transaction with offsets.
    /// - Returns: Offsets of the partitions with one.
    /// - Throws: ``LogError``, after five seconds of offsets that are not stable.
    func committed(
        group: String,
        partitions: [ClusterPartition]?,
        areStable: Bool = true
    ) throws(LogError) -> [ClusterPartition: Int64] {
        var tries = 0
        while true {
            do throws(LogError) {
                return try ask(group, partitions, areStable)
            } catch {
                tries += 1
                guard error.remedy == .retry, tries < 50 else { throw error }
                rd_kafka_poll(client.handle, 100)
            }
        }
    }

    private func ask(
        _ group: String,
        _ partitions: [ClusterPartition]?,
        _ areStable: Bool
    ) throws(LogError) -> [ClusterPartition: Int64] {
        let action = "reading the committed offsets of group \(group)"
        let list = partitions.map { wanted -> UnsafeMutablePointer<rd_kafka_topic_partition_list_t>? in
            let list = rd_kafka_topic_partition_list_new(Int32(wanted.count))
            for partition in wanted {
                rd_kafka_topic_partition_list_add(list, partition.topic, partition.number)
            }
            return list
        }
        var request: OpaquePointer? = rd_kafka_ListConsumerGroupOffsets_new(group, list ?? nil)
        if let list, let list {
            rd_kafka_topic_partition_list_destroy(list)
        }
        defer { rd_kafka_ListConsumerGroupOffsets_destroy(request) }
        return try AdminRequest(client: client, action: action).run(
            RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS,
            needsStableOffsets: areStable
        ) { options, queue in
            rd_kafka_ListConsumerGroupOffsets(client.handle, &request, 1, options, queue)
        } _: { (event) throws(LogError) in
            var count = 0
            let result = rd_kafka_event_ListConsumerGroupOffsets_result(event)
            guard let groups = rd_kafka_ListConsumerGroupOffsets_result_groups(result, &count), count == 1 else {
                return [:]
            }
            if let error = rd_kafka_group_result_error(groups[0]) {
                let code = rd_kafka_error_code(error)
                throw .fault(KafkaFailure(code, String(cString: rd_kafka_error_string(error))), action, remedy: .retry)
            }
            var found: [ClusterPartition: Int64] = [:]
            guard let partitions = rd_kafka_group_result_partitions(groups[0]) else { return found }
            for index in 0..<Int(partitions.pointee.cnt) {
                let entry = partitions.pointee.elems[index]
                guard entry.err == RD_KAFKA_RESP_ERR_NO_ERROR else {
                    throw .fault(KafkaFailure(entry.err), action, remedy: .retry)
                }
                if entry.offset >= 0 {
                    found[ClusterPartition(topic: String(cString: entry.topic), number: entry.partition)] = entry.offset
                }
            }
            return found
        }
    }
}
