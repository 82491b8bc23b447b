import CKafka
import Foundation
import LogPort
import Synchronization

/// Committed offsets of any group, read without joining it.
///
/// Each group has its own consumer that never subscribes: the admin call for it, ListConsumerGroupOffsets, ends the
/// process in librdkafka 2.0.2 when the group's coordinator is not there yet, as on a fresh cluster. Limit: two clients
/// per group that was asked for; the groups are those of the stages.
final class GroupOffsets: Sendable {
    /// How long one try waits, in milliseconds; refusals are checked between two tries.
    private static let askingMilliseconds = 1_000

    /// Errors that pass while a group's coordinator is elected or moves to another broker.
    private static let passingCodes: Set<rd_kafka_resp_err_t> = [
        RD_KAFKA_RESP_ERR_NOT_COORDINATOR, RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE,
        RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS,
    ]

    private let settings: KafkaLogSettings
    private let stable = Mutex<[String: KafkaClient]>([:])
    private let plain = Mutex<[String: KafkaClient]>([:])

    init(_ settings: KafkaLogSettings) {
        self.settings = settings
    }

    /// Reads where a group continues; by default stable, which waits for an open transaction with offsets.
    ///
    /// - Parameters:
    ///   - group: The group's name in the cluster.
    ///   - partitions: Which partitions.
    ///   - areStable: Whether to wait for an open transaction with offsets.
    /// - Returns: Offsets of the partitions with one.
    /// - Throws: ``LogError`` with `retry` when there is no answer in time.
    func committed(
        group: String,
        partitions: [ClusterPartition],
        areStable: Bool = true
    ) throws(LogError) -> [ClusterPartition: Int64] {
        let action = "reading the committed offsets of group \(group)"
        var client = try client(of: group, areStable)
        let clock = ContinuousClock()
        let deadline = clock.now + .milliseconds(settings.requestTimeoutMilliseconds)
        var found: [ClusterPartition: Int64] = [:]
        let entries = partitions.map { ($0, Int64(RD_KAFKA_OFFSET_INVALID)) }
        while true {
            let code = PartitionList.with(entries) { list -> rd_kafka_resp_err_t in
                let code = rd_kafka_committed(client.handle, list, Int32(Self.askingMilliseconds))
                guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { return code }
                for index in 0..<Int(list.pointee.cnt) {
                    let entry = list.pointee.elems[index]
                    guard entry.err == RD_KAFKA_RESP_ERR_NO_ERROR else { return entry.err }
                    if entry.offset >= 0 {
                        let place = ClusterPartition(topic: String(cString: entry.topic), number: entry.partition)
                        found[place] = entry.offset
                    }
                }
                return code
            }
            if code == RD_KAFKA_RESP_ERR_NO_ERROR {
                return found
            }
            if let refusal = refusal(of: client) {
                forget(group)
                throw .fault(refusal, action, remedy: .stop)
            }
            let isPassing = Self.passingCodes.contains(code)
            guard isPassing || code == RD_KAFKA_RESP_ERR__TIMED_OUT, clock.now < deadline else {
                throw .fault(KafkaFailure(code), action, remedy: .retry)
            }
            if isPassing {
                // A client that has not joined the group asks for its coordinator when it likes; a new one, at once.
                forget(group)
                Thread.sleep(forTimeInterval: 0.1)
                client = try self.client(of: group, areStable)
            }
        }
    }

    /// Returns whether the group's coordinator refuses the user.
    ///
    /// librdkafka keeps asking for the coordinator after a refusal; the reason comes only with the consumer's messages,
    /// and once.
    private func refusal(of client: KafkaClient) -> KafkaFailure? {
        while let message = rd_kafka_consumer_poll(client.handle, 0) {
            defer { rd_kafka_message_destroy(message) }
            if message.pointee.err == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED {
                return KafkaFailure(message.pointee.err, rd_kafka_message_errstr(message).map { String(cString: $0) })
            }
        }
        return nil
    }

    /// The next request uses a new client, which gets the reason of a refusal again.
    private func forget(_ group: String) {
        _ = stable.withLock { $0.removeValue(forKey: group) }
        _ = plain.withLock { $0.removeValue(forKey: group) }
    }

    private func client(of group: String, _ areStable: Bool) throws(LogError) -> KafkaClient {
        if let known = (areStable ? stable.withLock { $0[group] } : plain.withLock { $0[group] }) {
            return known
        }
        let made = try KafkaClient(.offsets(group: group, areStable: areStable), settings)
        func keep(_ clients: inout sending [String: KafkaClient]) -> KafkaClient {
            let first = clients[group] ?? made
            clients[group] = first
            return first
        }
        return areStable ? stable.withLock { keep(&$0) } : plain.withLock { keep(&$0) }
    }
}
