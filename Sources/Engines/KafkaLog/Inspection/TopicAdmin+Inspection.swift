import CKafka
import LogPort

extension TopicAdmin {
    /// Reads a broker's configuration; the request goes to that very broker.
    func configuration(ofBroker id: Int32) throws(LogError) -> [String: TopicConfigurationEntry] {
        var resource: OpaquePointer? = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_BROKER, "\(id)")
        defer { rd_kafka_ConfigResource_destroy(resource) }
        let action = "asking broker \(id) for its configuration"
        return try AdminRequest(client: client, action: action).run(RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS) {
            options,
            queue in
            rd_kafka_DescribeConfigs(client.handle, &resource, 1, options, queue)
        } _: { (event) throws(LogError) in
            var count = 0
            let result = rd_kafka_event_DescribeConfigs_result(event)
            guard let list = rd_kafka_DescribeConfigs_result_resources(result, &count), count == 1, let found = list[0]
            else { return [:] }
            let code = rd_kafka_ConfigResource_error(found)
            guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw .fault(KafkaFailure(code), action, remedy: .retry) }
            return Self.entries(of: found)
        }
    }

    /// Reads the access control list; nil when there is no authorizer.
    func grants() throws(LogError) -> [KafkaGrant]? {
        let action = "reading the access control list"
        var message = [CChar](repeating: 0, count: 256)
        let filter = rd_kafka_AclBindingFilter_new(
            RD_KAFKA_RESOURCE_ANY,
            nil,
            RD_KAFKA_RESOURCE_PATTERN_ANY,
            nil,
            nil,
            RD_KAFKA_ACL_OPERATION_ANY,
            RD_KAFKA_ACL_PERMISSION_TYPE_ANY,
            &message,
            message.count
        )
        guard let filter else {
            throw LogError(.unusable, action: action, message: String(terminated: message), remedy: .stop)
        }
        defer { rd_kafka_AclBinding_destroy(filter) }
        return try AdminRequest(client: client, action: action).run(
            RD_KAFKA_ADMIN_OP_DESCRIBEACLS,
            accepting: RD_KAFKA_RESP_ERR_SECURITY_DISABLED
        ) { options, queue in
            rd_kafka_DescribeAcls(client.handle, filter, options, queue)
        } _: { (event) throws(LogError) in
            guard rd_kafka_event_error(event) != RD_KAFKA_RESP_ERR_SECURITY_DISABLED else { return nil }
            var count = 0
            let result = rd_kafka_event_DescribeAcls_result(event)
            let list = rd_kafka_DescribeAcls_result_acls(result, &count)
            return (0..<count).compactMap { index in
                list?[index].map { Self.grant($0) }
            }
        }
    }

    private static func grant(_ binding: OpaquePointer) -> KafkaGrant {
        let resource: KafkaGrant.Resource
        switch rd_kafka_AclBinding_restype(binding) {
        case RD_KAFKA_RESOURCE_TOPIC: resource = .topic
        case RD_KAFKA_RESOURCE_GROUP: resource = .group
        case RD_KAFKA_RESOURCE_BROKER: resource = .cluster
        default: resource = .other
        }
        return KafkaGrant(
            principal: String(cString: rd_kafka_AclBinding_principal(binding)),
            resource: resource,
            name: String(cString: rd_kafka_AclBinding_name(binding)),
            isPrefix: rd_kafka_AclBinding_resource_pattern_type(binding) == RD_KAFKA_RESOURCE_PATTERN_PREFIXED,
            operation: operation(rd_kafka_AclBinding_operation(binding)),
            isAllowed: rd_kafka_AclBinding_permission_type(binding) == RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW
        )
    }

    /// librdkafka's names in the spelling of Kafka's tools: `DESCRIBE_CONFIGS` is `DescribeConfigs`.
    private static func operation(_ operation: rd_kafka_AclOperation_t) -> String {
        String(cString: rd_kafka_AclOperation_name(operation)).split(separator: "_").map { word in
            word.prefix(1).uppercased() + word.dropFirst().lowercased()
        }.joined()
    }
}
