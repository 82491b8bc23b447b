/// One line of the table of rights: what a role may do with one resource, from any host.
package struct AccessRule: Sendable, Equatable {
    /// A kind of resource of Kafka's authorizer.
    ///
    /// Source of the names: Kafka's documentation, "Authorization and ACLs".
    package enum Resource: String, Sendable {
        case topic
        case group
        case transactionalID = "transactional-id"
        case cluster
    }

    /// An operation.
    package enum Operation: String, Sendable, Comparable, CaseIterable {
        case read = "Read"
        case write = "Write"
        case create = "Create"
        case describe = "Describe"
        case alter = "Alter"
        case describeConfigs = "DescribeConfigs"
        case alterConfigs = "AlterConfigs"

        package static func < (left: Operation, right: Operation) -> Bool {
            left.rawValue < right.rawValue
        }
    }

    /// The kind of resource.
    package let resource: Resource
    /// The resource's name in the cluster, prefix included; of the cluster `kafka-cluster`.
    package let name: String
    /// Whether every name that begins with `name` is meant.
    package let isPrefix: Bool
    /// What may be done, sorted by name; Read and Write include Describe.
    package let operations: [Operation]

    init(_ resource: Resource, _ name: String, isPrefix: Bool = false, _ operations: [Operation]) {
        self.resource = resource
        self.name = name
        self.isPrefix = isPrefix
        self.operations = operations.sorted()
    }

    /// Makes one rule of all that are about one resource, in the order of first mention.
    static func merging(_ rules: [AccessRule]) -> [AccessRule] {
        var merged: [AccessRule] = []
        for rule in rules {
            let index = merged.firstIndex { other in
                other.resource == rule.resource && other.name == rule.name && other.isPrefix == rule.isPrefix
            }
            guard let index else {
                merged.append(rule)
                continue
            }
            let operations = Set(merged[index].operations + rule.operations)
            merged[index] = AccessRule(rule.resource, rule.name, isPrefix: rule.isPrefix, Array(operations))
        }
        return merged
    }
}
