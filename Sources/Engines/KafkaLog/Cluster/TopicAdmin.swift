import CKafka
import Foundation
import LogPort

/// Creates topics, and reads their configurations.
struct TopicAdmin {
    let client: KafkaClient
    /// The broker that is asked for configurations; nil asks any.
    var broker: Int32?

    /// One topic to create.
    struct NewTopic {
        let name: String
        let partitions: Int32
        /// -1 takes the brokers' default.
        let replication: Int16
        let configuration: [(name: String, value: String)]
    }

    /// Creates topics; an existing one is not an error.
    ///
    /// - Returns: When all brokers that answered know the topics; others learn of them within moments.
    func create(_ topics: [NewTopic]) throws(LogError) {
        guard !topics.isEmpty else { return }
        let action = "creating \(topics.map(\.name).joined(separator: ", "))"
        var requests: [OpaquePointer?] = []
        defer {
            for request in requests {
                rd_kafka_NewTopic_destroy(request)
            }
        }
        for topic in topics {
            var message = [CChar](repeating: 0, count: 256)
            guard
                let request = rd_kafka_NewTopic_new(
                    topic.name,
                    topic.partitions,
                    Int32(topic.replication),
                    &message,
                    message.count
                )
            else { throw LogError(.unusable, action: action, message: String(terminated: message), remedy: .stop) }
            requests.append(request)
            for entry in topic.configuration {
                rd_kafka_NewTopic_set_config(request, entry.name, entry.value)
            }
        }
        try AdminRequest(client: client, action: action).run(RD_KAFKA_ADMIN_OP_CREATETOPICS) { options, queue in
            requests.withUnsafeMutableBufferPointer { buffer in
                rd_kafka_CreateTopics(client.handle, buffer.baseAddress, buffer.count, options, queue)
            }
        } _: { (event) throws(LogError) in
            var count = 0
            let results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count)
            try Self.check(results, count, action, accepting: RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
        }
    }

    /// How long after its creation a topic may be known to one broker and unknown to another.
    private static let spreading = Duration.seconds(5)

    /// Reads the configuration of topics that are there, defaults included.
    ///
    /// This broker may learn of a new topic later than the one that listed it: it is asked again.
    ///
    /// - Returns: Values by topic and property.
    func configurations(of topics: [String]) throws(LogError) -> [String: [String: TopicConfigurationEntry]] {
        guard !topics.isEmpty else { return [:] }
        let clock = ContinuousClock()
        let deadline = clock.now + Self.spreading
        while true {
            do throws(LogError) {
                return try configurationsOnce(of: topics)
            } catch {
                guard error.code == .unknownTopic, clock.now < deadline else { throw error }
                Thread.sleep(forTimeInterval: 0.1)
            }
        }
    }

    private func configurationsOnce(of topics: [String]) throws(LogError) -> [String: [String: TopicConfigurationEntry]]
    {
        var resources: [OpaquePointer?] = topics.map { rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, $0) }
        defer {
            for resource in resources {
                rd_kafka_ConfigResource_destroy(resource)
            }
        }
        let action = "reading the configuration of topics"
        return try AdminRequest(client: client, action: action, broker: broker).run(RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS) {
            options,
            queue in
            resources.withUnsafeMutableBufferPointer { buffer in
                rd_kafka_DescribeConfigs(client.handle, buffer.baseAddress, buffer.count, options, queue)
            }
        } _: { (event) throws(LogError) in
            var found: [String: [String: TopicConfigurationEntry]] = [:]
            var count = 0
            let result = rd_kafka_event_DescribeConfigs_result(event)
            guard let list = rd_kafka_DescribeConfigs_result_resources(result, &count) else { return found }
            for index in 0..<count {
                guard let resource = list[index] else { continue }
                let code = rd_kafka_ConfigResource_error(resource)
                guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
                    throw .fault(KafkaFailure(code), action, remedy: .retry)
                }
                let name = String(cString: rd_kafka_ConfigResource_name(resource))
                found[name] = Self.entries(of: resource)
            }
            return found
        }
    }

    static func entries(of resource: OpaquePointer) -> [String: TopicConfigurationEntry] {
        var entries: [String: TopicConfigurationEntry] = [:]
        var count = 0
        guard let list = rd_kafka_ConfigResource_configs(resource, &count) else { return entries }
        for index in 0..<count {
            guard let entry = list[index], let value = rd_kafka_ConfigEntry_value(entry) else { continue }
            let source = rd_kafka_ConfigEntry_source(entry)
            entries[String(cString: rd_kafka_ConfigEntry_name(entry))] = TopicConfigurationEntry(
                value: String(cString: value),
                isOwn: source == RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG
            )
        }
        return entries
    }

    static func check(
        _ results: UnsafeMutablePointer<OpaquePointer?>?,
        _ count: Int,
        _ action: String,
        accepting accepted: rd_kafka_resp_err_t
    ) throws(LogError) {
        for index in 0..<count {
            guard let result = results?[index] else { continue }
            let code = rd_kafka_topic_result_error(result)
            guard code != RD_KAFKA_RESP_ERR_NO_ERROR, code != accepted else { continue }
            let name = String(cString: rd_kafka_topic_result_name(result))
            let words = rd_kafka_topic_result_error_string(result).map { String(cString: $0) }
            throw .fault(KafkaFailure(code, words), "\(action) (\(name))", remedy: .stop)
        }
    }
}

/// One property of a topic as the cluster has it.
struct TopicConfigurationEntry: Equatable {
    let value: String
    /// Set on the topic itself; otherwise it is the brokers' default.
    let isOwn: Bool
}

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

    /// Replaces all properties that are set on a topic; others return to the brokers' default.
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
