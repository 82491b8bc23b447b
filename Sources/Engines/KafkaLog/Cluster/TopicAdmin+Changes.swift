import CKafka
import LogPort

extension TopicAdmin {
    /// Raises the number of partitions of a topic.
    func grow(_ topic: String, to partitions: Int) throws(LogError) {
        let action = "giving \(topic) \(partitions) partitions"
        var message = [CChar](repeating: 0, count: 256)
        var request = rd_kafka_NewPartitions_new(topic, partitions, &message, message.count)
        guard request != nil else {
            throw LogError(.unusable, action: action, message: String(terminated: message), remedy: .stop)
        }
        defer { rd_kafka_NewPartitions_destroy(request) }
        try AdminRequest(client: client, action: action).run(RD_KAFKA_ADMIN_OP_CREATEPARTITIONS) { options, queue in
            rd_kafka_CreatePartitions(client.handle, &request, 1, options, queue)
        } _: { (event) throws(LogError) in
            var count = 0
            let results = rd_kafka_CreatePartitions_result_topics(
                rd_kafka_event_CreatePartitions_result(event),
                &count
            )
            try Self.check(results, count, action, accepting: RD_KAFKA_RESP_ERR_NO_ERROR)
        }
    }

    /// Replaces all properties that are set on a topic; what is not named goes back to the brokers' default.
    func replaceConfiguration(of topic: String, by entries: [(key: String, value: String)]) throws(LogError) {
        let action = "setting properties of \(topic)"
        var resource: OpaquePointer? = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic)
        defer { rd_kafka_ConfigResource_destroy(resource) }
        for entry in entries {
            rd_kafka_ConfigResource_set_config(resource, entry.key, entry.value)
        }
        try AdminRequest(client: client, action: action).run(RD_KAFKA_ADMIN_OP_ALTERCONFIGS) { options, queue in
            rd_kafka_AlterConfigs(client.handle, &resource, 1, options, queue)
        } _: { (event) throws(LogError) in
            var count = 0
            let results = rd_kafka_AlterConfigs_result_resources(rd_kafka_event_AlterConfigs_result(event), &count)
            for index in 0..<count {
                guard let result = results?[index] else { continue }
                let code = rd_kafka_ConfigResource_error(result)
                guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { continue }
                let words = rd_kafka_ConfigResource_error_string(result).map { String(cString: $0) }
                throw .fault(KafkaFailure(code, words), action, remedy: .stop)
            }
        }
    }
}
