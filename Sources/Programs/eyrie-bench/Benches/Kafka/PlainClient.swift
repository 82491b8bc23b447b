import CKafka
import CKafkaLog

/// A bare client of librdkafka with the properties it is given: what the peer and the feeder are made of.
///
/// Used by one thread at a time.
final class PlainClient {
    let handle: OpaquePointer
    private let context: UnsafeMutablePointer<ekl_context>
    private var topics: [String: OpaquePointer] = [:]

    /// Makes a client.
    ///
    /// - Throws: `BenchFailure` when librdkafka refuses a property.
    init(_ kind: rd_kafka_type_t, _ properties: [String: String]) throws {
        context = .allocate(capacity: 1)
        context.initialize(to: ekl_context())
        var message = [CChar](repeating: 0, count: 512)
        let configuration: OpaquePointer? = rd_kafka_conf_new()
        for (name, value) in properties.sorted(by: { $0.key < $1.key }) {
            guard rd_kafka_conf_set(configuration, name, value, &message, message.count) == RD_KAFKA_CONF_OK else {
                throw BenchFailure("setting \(name): \(Self.text(message))")
            }
        }
        rd_kafka_conf_set_opaque(configuration, context)
        if kind == RD_KAFKA_PRODUCER {
            ekl_count_deliveries(configuration)
        }
        guard let handle = rd_kafka_new(kind, configuration, &message, message.count) else {
            throw BenchFailure("making a client: \(Self.text(message))")
        }
        self.handle = handle
    }

    deinit {
        for topic in topics.values {
            rd_kafka_topic_destroy(topic)
        }
        rd_kafka_destroy(handle)
        context.deallocate()
    }

    /// Returns the handle of a topic, which the client owns.
    func topic(_ name: String) throws -> OpaquePointer {
        if let known = topics[name] {
            return known
        }
        guard let topic = rd_kafka_topic_new(handle, name, nil) else {
            throw BenchFailure("opening \(name): \(Self.words(rd_kafka_last_error()))")
        }
        topics[name] = topic
        return topic
    }

    /// Hands frames to the producer, waiting while it is full.
    func produce(_ frames: [UInt8], to topic: OpaquePointer, partition: Int32) throws {
        var position = 0
        let code = frames.withUnsafeBufferPointer { bytes in
            ekl_produce(handle, topic, partition, bytes.baseAddress, bytes.count, 0, 60_000, &position)
        }
        try Self.check(rd_kafka_resp_err_t(code), "producing")
        rd_kafka_poll(handle, 0)
    }

    /// Waits until brokers have everything.
    func flush() throws {
        try Self.check(rd_kafka_flush(handle, 120_000), "flushing")
        guard context.pointee.deliveries.failed == 0 else {
            throw BenchFailure("\(context.pointee.deliveries.failed) records were not delivered")
        }
    }

    static func check(_ code: rd_kafka_resp_err_t, _ action: String) throws {
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw BenchFailure("\(action): \(words(code))") }
    }

    /// Takes over what a transactional call answered.
    static func check(_ error: OpaquePointer?, _ action: String) throws {
        guard let error else { return }
        defer { rd_kafka_error_destroy(error) }
        throw BenchFailure("\(action): \(String(cString: rd_kafka_error_string(error)))")
    }

    static func words(_ code: rd_kafka_resp_err_t) -> String {
        String(cString: rd_kafka_err2str(code))
    }

    static func text(_ message: [CChar]) -> String {
        String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
