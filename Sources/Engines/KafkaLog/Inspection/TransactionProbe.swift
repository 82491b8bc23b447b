import CKafka
import CKafkaLog
import Foundation
import LogPort

/// Writes one record in a transaction and aborts it: no reader sees it, and it shows whether writing works.
///
/// The marker that ends a transaction carries the broker's clock; it is found by its time, which is the largest in the
/// partition, because the record itself is dated two days back.
struct TransactionProbe {
    /// The transactional id, without the prefix.
    static let id = "eyrie-doctor"
    /// Large and repetitive enough to be compressed.
    private static let value = Array(String(repeating: "The doctor is in. ", count: 3_000).utf8)
    private static let day: Int64 = 86_400_000

    let settings: KafkaLogSettings
    let cluster: ClusterView

    struct Outcome {
        /// How long the end of the transaction took, in milliseconds.
        let endMilliseconds: Int64
        /// When the end of the transaction was asked for, and when its marker was seen, in milliseconds since 1970.
        let marked: ClosedRange<Int64>
        /// The marker's time, nil when other records hide it.
        let markerMilliseconds: Int64?
    }

    func run(in place: ClusterPartition) throws(LogError) -> Outcome {
        let action = "writing a record and taking it back"
        let client = try KafkaClient(.producer(transactionalID: settings.prefix + Self.id, writes: .received), settings)
        let topic: OpaquePointer = rd_kafka_topic_new(client.handle, place.topic, nil)
        // The topic's handle has to go before the client's, whose last use is above this.
        defer { withExtendedLifetime(client) { rd_kafka_topic_destroy(topic) } }
        let timeout = Int32(settings.requestTimeoutMilliseconds)
        var base: Int64 = -1
        var start: Int64 = 0
        var end: Int64 = 0
        do throws(KafkaFailure) {
            try KafkaFailure.check(rd_kafka_init_transactions(client.handle, timeout))
            try KafkaFailure.check(rd_kafka_begin_transaction(client.handle))
            base = try produce(client, topic, place.number, timeout)
            start = Self.now()
            try KafkaFailure.check(rd_kafka_abort_transaction(client.handle, timeout))
            end = Self.now()
        } catch {
            throw .fault(error, action, remedy: .stop)
        }
        // The coordinator answers first and writes the marker then.
        let deadline = end + Int64(settings.requestTimeoutMilliseconds)
        while try cluster.watermarks(of: place).upperBound <= base + 1, Self.now() < deadline {
            Thread.sleep(forTimeInterval: 0.002)
        }
        let marked = start...max(start, Self.now())
        let found = try ClockProbe.newest(
            in: marked.lowerBound - Self.day...marked.upperBound + Self.day
        ) { (time) throws(LogError) in
            try cluster.offset(at: time, in: place)
        }
        // Our marker follows our record; a newer record hides it.
        let marker = found.flatMap { $0.offset == base + 1 ? $0.time : nil }
        return Outcome(endMilliseconds: max(0, end - start), marked: marked, markerMilliseconds: marker)
    }

    private func produce(
        _ client: KafkaClient,
        _ topic: OpaquePointer,
        _ partition: Int32,
        _ timeout: Int32
    ) throws(KafkaFailure) -> Int64 {
        var builder = RecordBatchBuilder()
        builder.append(key: "", value: Self.value, timestampMilliseconds: Self.now() - 2 * Self.day)
        guard let frames = builder.seal() else { preconditionFailure("one record was appended") }
        let bases = UnsafeMutablePointer<Int64>.allocate(capacity: 1)
        bases.initialize(to: -1)
        defer { bases.deallocate() }
        client.context.pointee.deliveries.base_offsets = bases
        client.context.pointee.deliveries.append_count = 1
        // A late delivery must not write to memory that is gone.
        defer { client.context.pointee.deliveries.append_count = 0 }
        var position = 0
        let code = frames.bytes.withUnsafeBufferPointer { bytes in
            rd_kafka_resp_err_t(
                ekl_produce(client.handle, topic, partition, bytes.baseAddress, bytes.count, 0, timeout, &position)
            )
        }
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaFailure(code) }
        let flushed = rd_kafka_flush(client.handle, timeout)
        guard flushed == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaFailure(flushed) }
        let failure = rd_kafka_resp_err_t(client.context.pointee.deliveries.error)
        guard failure == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaFailure(failure) }
        return bases.pointee
    }

    private static func now() -> Int64 {
        Int64(Date().timeIntervalSince1970 * 1_000)
    }
}
