import CKafka
import LogPort
import Telemetry

/// The consumer of one member of a group.
final class GroupMember {
    /// Where records and events of the consumer arrive.
    let queue: OpaquePointer
    private let client: KafkaClient
    private let group: String
    private let clientID: String
    private var hasLeft = false
    private var nudge = FetchNudge()
    /// Members of this one's name whose sessions may not have ended: earlier dead twins, and its own memberships before
    /// it rejoined; the latest ``mostPredecessors`` of them.
    private var predecessors: [String] = []
    private static let mostPredecessors = 256

    /// Joins a group; partitions come with later polls.
    init(_ settings: KafkaLogSettings, group: String, topics: [String], name: String) throws(LogError) {
        self.group = group
        clientID = ClientProperties.clientID(of: name, settings)
        client = try KafkaClient(.member(group: group, name: name), settings)
        // Errors and log lines come with the consumer's own polls.
        rd_kafka_poll_set_consumer(client.handle)
        guard let queue = rd_kafka_queue_get_consumer(client.handle) else {
            preconditionFailure("a consumer with a group has a queue")
        }
        self.queue = queue
        // A missing answer is not an error: a dead twin then counts as alive until its session ends.
        predecessors = Array((try? namesakes(withinMilliseconds: 2_000)) ?? [])
        let code = PartitionList.with(topics.map { (ClusterPartition(topic: $0, number: -1), 0) }) { list in
            rd_kafka_subscribe(client.handle, list)
        }
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw .fault(KafkaFailure(code), "joining group \(group)", remedy: .stop)
        }
    }

    deinit {
        leave()
        rd_kafka_queue_destroy(queue)
    }

    /// Asks the group's coordinator whether another member has taken this one's name since it joined.
    ///
    /// - Throws: ``LogError`` with `retry` when the coordinator does not answer.
    func hasTwin() throws(LogError) -> Bool {
        noteName()
        let found = try namesakes(withinMilliseconds: client.settings.requestTimeoutMilliseconds)
        return !found.subtracting(predecessors).isEmpty
    }

    /// Remembers this member's id in the group: it gets another one when it rejoins.
    private func noteName() {
        guard let own = rd_kafka_memberid(client.handle) else { return }
        defer { rd_kafka_mem_free(client.handle, own) }
        let name = String(cString: own)
        guard !name.isEmpty, !predecessors.contains(name) else { return }
        predecessors.append(name)
        predecessors.removeFirst(max(0, predecessors.count - Self.mostPredecessors))
    }

    /// Ids of the group's members with this one's name.
    private func namesakes(withinMilliseconds timeout: Int) throws(LogError) -> Set<String> {
        var found: UnsafePointer<rd_kafka_group_list>?
        let code = rd_kafka_list_groups(client.handle, group, &found, Int32(timeout))
        defer {
            if let found {
                rd_kafka_group_list_destroy(found)
            }
        }
        // A missing DescribeGroups (a proxy) must not keep a worker from continuing.
        guard code != RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE else { return [] }
        // With missing brokers the list is partial; the coordinator's answer about its group is complete.
        guard let list = found?.pointee, list.group_cnt > 0 else {
            throw .fault(KafkaFailure(code), "asking who is in group \(group)", remedy: .retry)
        }
        let described = list.groups[0]
        guard described.err == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw .fault(KafkaFailure(described.err), "asking who is in group \(group)", remedy: .retry)
        }
        let members = (0..<Int(described.member_cnt)).map { described.members[$0] }
        return Set(
            members.filter { String(cString: $0.client_id) == clientID }.map { String(cString: $0.member_id) }
        )
    }

    /// Notes what was taken from the queue, so that fetching continues.
    func took(_ count: Int, bytes: Int, of partitions: Set<ClusterPartition>) {
        nudge.took(count, bytes: bytes, by: client.handle, from: queue, of: Array(partitions))
    }

    func takeRebalances() -> [Rebalance] {
        client.takeRebalances()
    }

    /// Takes partitions at their committed offsets, from their first record without one.
    ///
    /// An empty assignment counts, too: librdkafka waits for it as for any other, and so does the group's next
    /// rebalance, so a standby member confirms that it has taken nothing.
    ///
    /// Committed offsets are read as stable: a transaction of the former owner that is still open is waited for
    /// (`isolation.level=read_committed` makes librdkafka require it).
    func assign(_ partitions: [ClusterPartition]) throws(LogError) {
        let action = "taking partitions of group \(group)"
        let entries = partitions.map { ($0, Int64(RD_KAFKA_OFFSET_INVALID)) }
        let code = PartitionList.with(entries) { list -> rd_kafka_resp_err_t in
            guard !entries.isEmpty else { return rd_kafka_assign(client.handle, list) }
            let timeout = Int32(client.settings.requestTimeoutMilliseconds)
            let code = rd_kafka_committed(client.handle, list, timeout)
            guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { return code }
            for index in 0..<Int(list.pointee.cnt) {
                let entry = list.pointee.elems[index]
                guard entry.err == RD_KAFKA_RESP_ERR_NO_ERROR else { return entry.err }
                if entry.offset < 0 {
                    list.pointee.elems[index].offset = Int64(RD_KAFKA_OFFSET_BEGINNING)
                }
            }
            return rd_kafka_assign(client.handle, list)
        }
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw .fault(KafkaFailure(code), action, remedy: .retry)
        }
        noteName()
    }

    /// Gives up all partitions, as the group requested.
    func unassign() throws(LogError) {
        let code = rd_kafka_assign(client.handle, nil)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw .fault(KafkaFailure(code), "giving up partitions of group \(group)", remedy: .retry)
        }
    }

    /// Calls `body` with the metadata of the member and its generation for a transaction.
    ///
    /// - Throws: ``LogError`` with `fenced` when the member has been put out of the group (it did not poll in time):
    ///   brokers refuse its generation, but a member without name and generation would pass for a client from before
    ///   KIP-447, which they do not check.
    func withMetadata<Result>(_ body: (OpaquePointer) throws(LogError) -> Result) throws(LogError) -> Result {
        guard let metadata = rd_kafka_consumer_group_metadata(client.handle) else {
            preconditionFailure("a consumer with a group has metadata")
        }
        defer { rd_kafka_consumer_group_metadata_destroy(metadata) }
        // Checked after the metadata: a membership that exists now existed then, since a member rejoins in its own
        // polls.
        guard hasName else {
            throw LogError(
                .fenced,
                action: "committing to group \(group)",
                message: "the member did not poll in time and is no longer in the group; others decide its records",
                remedy: .rewind
            )
        }
        return try body(metadata)
    }

    /// Whether the coordinator knows the member by a name.
    private var hasName: Bool {
        guard let name = rd_kafka_memberid(client.handle) else { return false }
        defer { rd_kafka_mem_free(client.handle, name) }
        return name.pointee != 0
    }

    /// Leaves the group; what was not committed is not kept.
    func leave() {
        guard !hasLeft else { return }
        hasLeft = true
        client.stopAssigning()
        rd_kafka_assign(client.handle, nil)
        rd_kafka_consumer_close(client.handle)
    }

    /// The meaning of an error among the records, other than that they were removed.
    ///
    /// - Returns: nil for errors that librdkafka recovers from.
    func fault(_ failure: KafkaFailure, _ source: ClusterPartition?) -> LogError? {
        let place = source.map { "\($0.topic)/\($0.number)" } ?? "group \(group)"
        switch failure.code {
        case RD_KAFKA_RESP_ERR__BAD_MSG, RD_KAFKA_RESP_ERR__BAD_COMPRESSION, RD_KAFKA_RESP_ERR_INVALID_MSG:
            return LogError(
                .corrupt,
                action: "reading \(place)",
                message: "\(failure); restore the partition from a replica, see the runbook CorruptBatch",
                remedy: .stop
            )
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED,
            RD_KAFKA_RESP_ERR__FATAL, RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID:
            return .fault(failure, "reading \(place)", remedy: .stop)
        default:
            client.settings.logger.warning(
                "reading goes on after an error",
                ["kafka.source": .string(place), "error": .string(failure.description)]
            )
            return nil
        }
    }
}
