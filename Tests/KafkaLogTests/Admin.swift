import CKafka
import KafkaLog

/// What tests do to a cluster that the log itself does not.
enum Admin {
    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    /// Removes the records of partition 0 before an offset, as retention would.
    static func deleteRecords(before offset: Int64, of topic: String, _ settings: KafkaLogSettings) throws {
        let list = rd_kafka_topic_partition_list_new(1)
        defer { rd_kafka_topic_partition_list_destroy(list) }
        rd_kafka_topic_partition_list_add(list, topic, 0).pointee.offset = offset
        var request: OpaquePointer? = rd_kafka_DeleteRecords_new(list)
        defer { rd_kafka_DeleteRecords_destroy(request) }
        try run(settings) { client, queue in
            rd_kafka_DeleteRecords(client, &request, 1, nil, queue)
        }
    }

    /// Creates a topic of one partition with its own configuration.
    static func create(_ topic: String, _ configuration: [(String, String)], _ settings: KafkaLogSettings) throws {
        var request: OpaquePointer? = rd_kafka_NewTopic_new(topic, 1, -1, nil, 0)
        defer { rd_kafka_NewTopic_destroy(request) }
        for (name, value) in configuration {
            rd_kafka_NewTopic_set_config(request, name, value)
        }
        try run(settings) { client, queue in
            rd_kafka_CreateTopics(client, &request, 1, nil, queue)
        }
    }

    private static func run(
        _ settings: KafkaLogSettings,
        _ send: (OpaquePointer, OpaquePointer) -> Void
    ) throws {
        let configuration: OpaquePointer = rd_kafka_conf_new()
        rd_kafka_conf_set(configuration, "bootstrap.servers", settings.bootstrapServers, nil, 0)
        guard let client = rd_kafka_new(RD_KAFKA_PRODUCER, configuration, nil, 0),
            let queue = rd_kafka_queue_new(client)
        else { throw Failed(description: "no client") }
        defer {
            rd_kafka_queue_destroy(queue)
            rd_kafka_destroy(client)
        }
        send(client, queue)
        guard let event = rd_kafka_queue_poll(queue, 20_000) else { throw Failed(description: "no answer") }
        defer { rd_kafka_event_destroy(event) }
        guard rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw Failed(description: String(cString: rd_kafka_event_error_string(event)))
        }
    }
}
