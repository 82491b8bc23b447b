import CKafka
import KafkaLog

/// What others do to topics that Eyrie only reads.
enum SourceTopicAdmin {
    struct Failed: Error, CustomStringConvertible {
        let description: String

        static func check(_ error: OpaquePointer?) throws {
            guard let error else { return }
            defer { rd_kafka_error_destroy(error) }
            throw Failed(description: String(cString: rd_kafka_error_string(error)))
        }
    }

    /// Deletes a topic and waits until the cluster says so.
    static func delete(_ topic: String, _ settings: KafkaLogSettings) throws {
        let client = try client([], settings)
        let queue = rd_kafka_queue_new(client)
        defer {
            rd_kafka_queue_destroy(queue)
            rd_kafka_destroy(client)
        }
        var request: OpaquePointer? = rd_kafka_DeleteTopic_new(topic)
        defer { rd_kafka_DeleteTopic_destroy(request) }
        rd_kafka_DeleteTopics(client, &request, 1, nil, queue)
        guard let event = rd_kafka_queue_poll(queue, 15_000) else { throw Failed(description: "no answer") }
        defer { rd_kafka_event_destroy(event) }
        guard rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw Failed(description: String(cString: rd_kafka_event_error_string(event)))
        }
    }

    /// A producer that leaves a transaction open until it is told otherwise.
    final class OpenTransaction: @unchecked Sendable {
        // @unchecked: librdkafka's handle may be used by any thread.
        private let client: OpaquePointer

        init(id: String, _ settings: KafkaLogSettings) throws {
            client = try SourceTopicAdmin.client(
                [("transactional.id", id), ("transaction.timeout.ms", "60000")],
                settings
            )
            try Failed.check(rd_kafka_init_transactions(client, 15_000))
            try Failed.check(rd_kafka_begin_transaction(client))
        }

        deinit {
            rd_kafka_destroy(client)
        }

        /// Writes a record to partition 0 of a topic and waits until it is there.
        func produce(_ value: String, to topic: String) throws {
            let handle = rd_kafka_topic_new(client, topic, nil)
            defer { rd_kafka_topic_destroy(handle) }
            var bytes = Array(value.utf8)
            rd_kafka_produce(handle, 0, RD_KAFKA_MSG_F_COPY, &bytes, bytes.count, nil, 0, nil)
            guard rd_kafka_flush(client, 10_000) == RD_KAFKA_RESP_ERR_NO_ERROR else {
                throw Failed(description: "not delivered")
            }
        }

        func abort() throws {
            try Failed.check(rd_kafka_abort_transaction(client, 10_000))
        }
    }

    private static func client(_ properties: [(String, String)], _ settings: KafkaLogSettings) throws -> OpaquePointer {
        let configuration: OpaquePointer = rd_kafka_conf_new()
        for (name, value) in [("bootstrap.servers", settings.bootstrapServers)] + properties {
            rd_kafka_conf_set(configuration, name, value, nil, 0)
        }
        guard let client = rd_kafka_new(RD_KAFKA_PRODUCER, configuration, nil, 0) else {
            rd_kafka_conf_destroy(configuration)
            throw Failed(description: "no client")
        }
        return client
    }
}
