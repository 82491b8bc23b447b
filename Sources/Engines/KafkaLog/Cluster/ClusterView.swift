import CKafka
import Foundation
import LogPort
import Synchronization

/// Questions about the cluster that any thread may ask: topics, partitions, watermarks, committed offsets.
///
/// Partition counts are cached, since they never change in place; an unknown topic is looked up again, so that a new
/// one is found. Limit: one entry per topic of the cluster.
final class ClusterView: Sendable {
    let client: KafkaClient
    /// The client for committed offsets.
    private let committed: KafkaClient
    private let settings: KafkaLogSettings
    private let counts = Mutex<[String: Int32]>([:])

    /// An end of partitions.
    enum End {
        case earliest
        /// Before the first open transaction.
        case stable
        case latest
    }

    init(_ settings: KafkaLogSettings) throws(LogError) {
        self.settings = settings
        client = try KafkaClient(.questions, settings)
        committed = try KafkaClient(.reader, settings)
    }

    /// Partitions of a topic by its name in the cluster, nil when there is no such topic.
    func partitionCount(of topic: String) throws(LogError) -> Int32? {
        if let known = counts.withLock({ $0[topic] }) {
            return known
        }
        return try refresh()[topic]
    }

    /// Reads the partition count of every topic.
    @discardableResult
    func refresh() throws(LogError) -> [String: Int32] {
        let found = try metadata().topics
        counts.withLock { $0 = found }
        return found
    }

    /// Reads brokers and topics.
    ///
    /// Asks in short turns: between them the client reports why there is no answer, so that a refused login fails at
    /// once.
    func metadata() throws(LogError) -> ClusterMetadata {
        client.forgetTrouble()
        let clock = ContinuousClock()
        let deadline = clock.now + .milliseconds(settings.requestTimeoutMilliseconds)
        while true {
            let left = max(1, Int(clock.now.duration(to: deadline) / .milliseconds(1)))
            var pointer: UnsafePointer<rd_kafka_metadata>?
            let code = rd_kafka_metadata(client.handle, 1, nil, &pointer, Int32(min(1_000, left)))
            if code == RD_KAFKA_RESP_ERR_NO_ERROR, let pointer {
                defer { rd_kafka_metadata_destroy(pointer) }
                return ClusterMetadata(pointer.pointee)
            }
            client.listen()
            let failure = reason(code)
            // A broken handshake may be a broker that restarts; a refused user stays refused.
            guard !failure.isRefusal, clock.now < deadline else {
                throw .fault(failure, "asking \(settings.bootstrapServers) for its topics", remedy: .retry)
            }
        }
    }

    /// The first offset kept, and the offset after the last record, open transactions included.
    ///
    /// Two questions: `rd_kafka_query_watermark_offsets` asks both at once, but below 2.3.0 it ignores its time-out
    /// (librdkafka #4460, #4878) and hangs for a minute with a broker that does.
    func watermarks(of partition: ClusterPartition) throws(LogError) -> Range<Int64> {
        let low = try end(.earliest, of: partition)
        let high = try end(.latest, of: partition)
        return low..<max(low, high)
    }

    /// The first offset of the earliest open transaction, or the end without one.
    func lastStableOffset(of partition: ClusterPartition) throws(LogError) -> Int64 {
        try end(.stable, of: partition)
    }

    /// An offset after everything that is committed or open now, at which no transaction is open.
    ///
    /// Waits until transactions open now are committed or aborted: the high watermark alone would cut a transaction in
    /// two, and the last stable offset alone can lie before what a commit has promised and its markers do not show yet.
    func committedEnd(of partition: ClusterPartition) throws(LogError) -> Int64 {
        let end = try self.end(.latest, of: partition)
        let clock = ContinuousClock()
        let began = clock.now
        var pause = 0.002
        while true {
            let stable = try lastStableOffset(of: partition)
            if stable >= end {
                return stable
            }
            let patience = settings.transactionTimeoutMilliseconds + settings.requestTimeoutMilliseconds
            guard began.duration(to: clock.now) < .milliseconds(patience) else {
                throw LogError(
                    .unavailable,
                    action: "looking up the end of \(partition.topic)/\(partition.number)",
                    message:
                        "a transaction is open at offset \(stable) for longer than one may last; `eyrie lag` shows "
                        + "it, `kafka-transactions.sh find-hanging` shows its producer",
                    remedy: .retry
                )
            }
            Thread.sleep(forTimeInterval: pause)
            pause = min(0.1, pause * 2)
        }
    }

    private func end(_ end: End, of partition: ClusterPartition) throws(LogError) -> Int64 {
        guard let offset = try offsets(end, of: [partition])[partition], offset >= 0 else {
            throw .fault(
                KafkaFailure(RD_KAFKA_RESP_ERR__TIMED_OUT),
                "asking for the ends of \(partition.topic)/\(partition.number)",
                remedy: .retry
            )
        }
        return offset
    }

    /// One end of many partitions: one request to each leader.
    ///
    /// ListOffsets takes -1 and -2 for a time as the end and the beginning; a client that reads committed records only
    /// gets the last stable offset as the end (KIP-98).
    func offsets(_ end: End, of partitions: [ClusterPartition]) throws(LogError) -> [ClusterPartition: Int64] {
        let asked = Int64(end == .earliest ? RD_KAFKA_OFFSET_BEGINNING : RD_KAFKA_OFFSET_END)
        let client = end == .stable ? committed : client
        var found: [ClusterPartition: Int64] = [:]
        let code = askingLeader(with: client) {
            found = [:]
            return PartitionList.with(partitions.map { ($0, asked) }) { list -> rd_kafka_resp_err_t in
                let code = rd_kafka_offsets_for_times(client.handle, list, Int32(settings.requestTimeoutMilliseconds))
                guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { return code }
                for index in 0..<Int(list.pointee.cnt) {
                    let entry = list.pointee.elems[index]
                    guard entry.err == RD_KAFKA_RESP_ERR_NO_ERROR else { return entry.err }
                    found[ClusterPartition(topic: String(cString: entry.topic), number: entry.partition)] = entry.offset
                }
                return code
            }
        }
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw .fault(reason(code), "asking for the ends of \(partitions.count) partitions", remedy: .retry)
        }
        return found
    }

    /// The first offset whose timestamp is at or after a time, transaction markers included; nil when none is.
    func offset(at milliseconds: Int64, in partition: ClusterPartition) throws(LogError) -> Int64? {
        let action = "looking up a time in \(partition.topic)/\(partition.number)"
        var found: Int64 = -1
        let code = askingLeader(with: client) {
            PartitionList.with([(partition, max(0, milliseconds))]) { list -> rd_kafka_resp_err_t in
                let code = rd_kafka_offsets_for_times(client.handle, list, Int32(settings.requestTimeoutMilliseconds))
                found = list.pointee.elems[0].offset
                return code == RD_KAFKA_RESP_ERR_NO_ERROR ? list.pointee.elems[0].err : code
            }
        }
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw .fault(reason(code), action, remedy: .retry) }
        return found < 0 ? nil : found
    }

    /// Asks a partition's leader, again while the cluster is choosing one: after a topic was created, a broker was lost.
    private func askingLeader(with client: KafkaClient, _ ask: () -> rd_kafka_resp_err_t) -> rd_kafka_resp_err_t {
        let passing: Set = [
            RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE,
            RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH,
            RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH, RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE,
        ]
        let clock = ContinuousClock()
        let deadline = clock.now + .milliseconds(settings.requestTimeoutMilliseconds)
        var hasLearned = false
        while true {
            let code = ask()
            guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return code }
            // The request goes to the leader that the client remembers, and librdkafka 2.0.2 does not forget one that
            // has moved: it would ask that forever.
            var pointer: UnsafePointer<rd_kafka_metadata>?
            if rd_kafka_metadata(client.handle, 1, nil, &pointer, 1_000) == RD_KAFKA_RESP_ERR_NO_ERROR {
                rd_kafka_metadata_destroy(pointer)
            }
            // Each client has to learn by itself that a topic of others got more partitions.
            if code == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION, !hasLearned {
                hasLearned = true
                continue
            }
            guard passing.contains(code), clock.now < deadline else { return code }
            rd_kafka_poll(client.handle, 50)
        }
    }

    /// The error with the client's own message, which has the reason for a missing answer.
    private func reason(_ code: rd_kafka_resp_err_t) -> KafkaFailure {
        let passing: Set = [
            RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN,
        ]
        guard passing.contains(code) else { return KafkaFailure(code) }
        client.listen()
        guard let trouble = client.trouble else { return KafkaFailure(code) }
        return trouble
    }
}
