import CKafka
import Foundation
import StageRuntime
import Synchronization

/// Questions about the cluster that any thread may ask: topics, partitions, watermarks, committed offsets.
///
/// Partition counts are kept, since they never change in place; a topic that is not known is asked for again, so that a
/// new one is found. Limit: one entry a topic of the cluster.
final class ClusterView: Sendable {
    let client: KafkaClient
    /// Asks for what is committed.
    private let committed: KafkaClient
    private let settings: KafkaLogSettings
    private let counts = Mutex<[String: Int32]>([:])
    /// Sees committed records only, made when first asked.
    private let reader = Mutex<KafkaClient?>(nil)

    /// Which end of partitions is meant.
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
    func metadata() throws(LogError) -> ClusterMetadata {
        client.forgetTrouble()
        var pointer: UnsafePointer<rd_kafka_metadata>?
        let code = rd_kafka_metadata(client.handle, 1, nil, &pointer, Int32(settings.requestTimeoutMilliseconds))
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let pointer else {
            client.listen()
            throw .fault(reason(code), "asking \(settings.bootstrapServers) for its topics", remedy: .retry)
        }
        defer { rd_kafka_metadata_destroy(pointer) }
        return ClusterMetadata(pointer.pointee)
    }

    /// The first offset kept, and the offset behind the last record, open transactions included.
    func watermarks(of partition: ClusterPartition) throws(LogError) -> Range<Int64> {
        try watermarks(of: partition, asking: client)
    }

    /// The first offset of the earliest open transaction, or the end without one.
    func lastStableOffset(of partition: ClusterPartition) throws(LogError) -> Int64 {
        try watermarks(of: partition, asking: committed).upperBound
    }

    /// An offset behind all that is committed or open now, at which no transaction is open.
    ///
    /// Waits until what is open now is committed or aborted: the high watermark alone would cut a transaction in two, and
    /// the last stable offset alone can lie before what a commit has promised and its markers do not show yet.
    func committedEnd(of partition: ClusterPartition) throws(LogError) -> Int64 {
        let end = try watermarks(of: partition).upperBound
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
                        + "it, `kafka-transactions.sh find-hanging` names its producer",
                    remedy: .retry
                )
            }
            Thread.sleep(forTimeInterval: pause)
            pause = min(0.1, pause * 2)
        }
    }

    private func watermarks(
        of partition: ClusterPartition,
        asking client: KafkaClient
    ) throws(LogError) -> Range<Int64> {
        var low: Int64 = 0
        var high: Int64 = 0
        let code = askingLeader(with: client) {
            rd_kafka_query_watermark_offsets(
                client.handle,
                partition.topic,
                partition.number,
                &low,
                &high,
                Int32(settings.requestTimeoutMilliseconds)
            )
        }
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw .fault(reason(code), "asking for the ends of \(partition.topic)/\(partition.number)", remedy: .retry)
        }
        return low..<max(low, high)
    }

    /// One end of many partitions: one request to each leader.
    ///
    /// ListOffsets takes -1 and -2 for a time as the end and the beginning; a client that reads committed records only
    /// gets the last stable offset as the end (KIP-98).
    func offsets(_ end: End, of partitions: [ClusterPartition]) throws(LogError) -> [ClusterPartition: Int64] {
        let asked = Int64(end == .earliest ? RD_KAFKA_OFFSET_BEGINNING : RD_KAFKA_OFFSET_END)
        let client = end == .stable ? try committedReader() : client
        var found: [ClusterPartition: Int64] = [:]
        let code = askingLeader(with: client) {
            PartitionList.with(partitions.map { ($0, asked) }) { list -> rd_kafka_resp_err_t in
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

    private func committedReader() throws(LogError) -> KafkaClient {
        try reader.withLock { (kept: inout KafkaClient?) throws(LogError) in
            if let kept {
                return kept
            }
            let client = try KafkaClient(.reader, settings)
            kept = client
            return client
        }
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
        while true {
            let code = ask()
            guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return code }
            // The question goes to the leader that the client remembers, and nothing in librdkafka 2.0.2 makes it forget
            // one that has moved: it would be asked for ever.
            var pointer: UnsafePointer<rd_kafka_metadata>?
            if rd_kafka_metadata(client.handle, 1, nil, &pointer, 1_000) == RD_KAFKA_RESP_ERR_NO_ERROR {
                rd_kafka_metadata_destroy(pointer)
            }
            guard passing.contains(code), clock.now < deadline else { return code }
            rd_kafka_poll(client.handle, 50)
        }
    }

    /// The code with the client's own words for "nobody answers", which say why.
    private func reason(_ code: rd_kafka_resp_err_t) -> KafkaFailure {
        let passing: Set = [
            RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN,
        ]
        guard passing.contains(code), let trouble = client.trouble else { return KafkaFailure(code) }
        return trouble
    }
}
