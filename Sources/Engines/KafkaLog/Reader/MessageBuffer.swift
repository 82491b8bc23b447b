import CKafka
import CKafkaLog
import LogPort

/// Takes waiting messages from a queue of librdkafka, and cuts them into runs of one partition.
///
/// Never waits for a buffer to be full: `rd_kafka_consume_batch_queue` with a time-out would.
final class MessageBuffer {
    /// Most messages taken at once.
    static let capacity = 2_000

    /// Consecutive messages of one partition, or an event.
    enum Run {
        case records(ClusterPartition, RecordFrames, baseOffset: Int64)
        /// The end of committed records; the offset lies after it, transaction markers included.
        case end(ClusterPartition, offset: Int64)
        case failure(ClusterPartition?, KafkaFailure)
    }

    private let messages: UnsafeMutablePointer<UnsafeMutablePointer<rd_kafka_message_t>?>
    private(set) var count = 0
    /// Names of topics by their handles, which are few and live as long as their partitions are assigned.
    private var names: [OpaquePointer: String] = [:]

    init() {
        messages = .allocate(capacity: Self.capacity)
        messages.initialize(repeating: nil, count: Self.capacity)
    }

    deinit {
        clear()
        messages.deallocate()
    }

    /// Waits for a first message, then takes all that are there.
    func fill(from queue: OpaquePointer, maxWaitMilliseconds: Int) {
        clear()
        count = max(0, rd_kafka_consume_batch_queue(queue, 0, messages, Self.capacity))
        guard count == 0, maxWaitMilliseconds > 0 else { return }
        count = max(0, rd_kafka_consume_batch_queue(queue, Int32(maxWaitMilliseconds), messages, 1))
        guard count > 0 else { return }
        count += max(0, rd_kafka_consume_batch_queue(queue, 0, messages + count, Self.capacity - count))
    }

    /// Bytes of the values that are held.
    var byteCount: Int {
        var sum = 0
        for index in 0..<count {
            sum += messages[index]?.pointee.len ?? 0
        }
        return sum
    }

    /// Frees the messages.
    func clear() {
        for index in 0..<count {
            rd_kafka_message_destroy(messages[index])
            messages[index] = nil
        }
        count = 0
    }

    /// Forgets topics whose partitions are given up: another topic may get the handle.
    func forgetNames() {
        names = [:]
    }

    /// Hands out the taken messages, in order.
    func visitRuns(_ body: (Run) -> Void) {
        var start = 0
        while start < count {
            guard let first = messages[start]?.pointee else { return }
            guard first.err == RD_KAFKA_RESP_ERR_NO_ERROR else {
                body(special(first, messages[start]))
                start += 1
                continue
            }
            var end = start + 1
            while end < count, let next = messages[end]?.pointee, next.err == RD_KAFKA_RESP_ERR_NO_ERROR,
                next.rkt == first.rkt, next.partition == first.partition
            {
                end += 1
            }
            let source = ClusterPartition(topic: name(of: first.rkt), number: first.partition)
            body(.records(source, frames(start, end - start), baseOffset: first.offset))
            start = end
        }
    }

    private func special(_ message: rd_kafka_message_t, _ pointer: UnsafeMutablePointer<rd_kafka_message_t>?) -> Run {
        let source = message.rkt.map { ClusterPartition(topic: name(of: $0), number: message.partition) }
        if message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF, let source {
            return .end(source, offset: message.offset)
        }
        return .failure(source, KafkaFailure(message.err, rd_kafka_message_errstr(pointer).map { String(cString: $0) }))
    }

    private func frames(_ start: Int, _ count: Int) -> RecordFrames {
        let length = ekl_frames_length(messages + start, count)
        var first: Int64 = 0
        var last: Int64 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: length) { buffer, initialized in
            ekl_write_frames(messages + start, count, buffer.baseAddress, &first, &last)
            initialized = length
        }
        let base = messages[start]?.pointee.offset ?? 0
        let end = messages[start + count - 1]?.pointee.offset ?? base
        return RecordFrames(
            bytes: bytes,
            count: count,
            offsetSpan: end - base + 1,
            firstTimestampMilliseconds: first,
            lastTimestampMilliseconds: last
        )
    }

    private func name(of topic: OpaquePointer?) -> String {
        guard let topic else { return "" }
        if let known = names[topic] {
            return known
        }
        let name = String(cString: rd_kafka_topic_name(topic))
        names[topic] = name
        return name
    }
}
