/// One line of a cluster's access control list.
package struct KafkaGrant: Sendable, Equatable {
    package enum Resource: Sendable {
        case topic
        case group
        case cluster
        /// librdkafka 2.0.2 does not tell transactional ids from what else there is.
        case other
    }

    /// As `User:eyrie-bridge`.
    package let principal: String
    package let resource: Resource
    package let name: String
    /// Whether every name that begins with `name` is meant.
    package let isPrefix: Bool
    /// As Kafka writes it, such as `Read`, `DescribeConfigs` or `All`.
    package let operation: String
    /// Otherwise it denies.
    package let isAllowed: Bool

    package init(
        principal: String,
        resource: Resource,
        name: String,
        isPrefix: Bool,
        operation: String,
        isAllowed: Bool
    ) {
        self.principal = principal
        self.resource = resource
        self.name = name
        self.isPrefix = isPrefix
        self.operation = operation
        self.isAllowed = isAllowed
    }
}
