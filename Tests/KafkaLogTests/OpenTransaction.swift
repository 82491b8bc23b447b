import CKafka
import KafkaLog

/// A bare transactional producer that a test leaves in the middle of a transaction.
final class OpenTransaction: @unchecked Sendable {
    // @unchecked: librdkafka's handle may be used by any thread.

    struct Refused: Error, CustomStringConvertible {
        let description: String
    }

    private let client: OpaquePointer

    /// Takes an id and begins a transaction.
    init(id: String, _ settings: KafkaLogSettings) throws {
        let configuration: OpaquePointer = rd_kafka_conf_new()
        for (name, value) in [
            ("bootstrap.servers", settings.bootstrapServers), ("transactional.id", id),
            ("transaction.timeout.ms", "\(settings.transactionTimeoutMilliseconds)"),
        ] {
            rd_kafka_conf_set(configuration, name, value, nil, 0)
        }
        guard let client = rd_kafka_new(RD_KAFKA_PRODUCER, configuration, nil, 0) else {
            throw Refused(description: "no client")
        }
        self.client = client
        try Self.check(rd_kafka_init_transactions(client, 15_000))
        try Self.check(rd_kafka_begin_transaction(client))
    }

    deinit {
        rd_kafka_destroy(client)
    }

    /// Writes a record to partition 0 of a topic and waits until it is there.
    func produce(_ value: String, to topic: String) throws {
        let handle = rd_kafka_topic_new(client, topic, nil)
        defer { rd_kafka_topic_destroy(handle) }
        var bytes = Array(value.utf8)
        rd_kafka_produce(handle, 0, RD_KAFKA_MSG_F_COPY, &bytes, bytes.count, "key", 3, nil)
        guard rd_kafka_flush(client, 10_000) == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw Refused(description: "not delivered")
        }
    }

    /// Adds an offset of a group without members to the transaction.
    func sendOffset(_ offset: Int64, of topic: String, group: String) throws {
        let list = rd_kafka_topic_partition_list_new(1)
        defer { rd_kafka_topic_partition_list_destroy(list) }
        rd_kafka_topic_partition_list_add(list, topic, 0).pointee.offset = offset
        let metadata = rd_kafka_consumer_group_metadata_new(group)
        defer { rd_kafka_consumer_group_metadata_destroy(metadata) }
        try Self.check(rd_kafka_send_offsets_to_transaction(client, list, metadata, 10_000))
    }

    func commit() throws {
        try Self.check(rd_kafka_commit_transaction(client, 10_000))
    }

    private static func check(_ error: OpaquePointer?) throws {
        guard let error else { return }
        defer { rd_kafka_error_destroy(error) }
        throw Refused(description: String(cString: rd_kafka_error_string(error)))
    }
}
