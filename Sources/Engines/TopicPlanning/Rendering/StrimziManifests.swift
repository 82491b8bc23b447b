/// Manifests for the Strimzi operator: a KafkaTopic for each topic, a KafkaUser with its rights for each role.
///
/// Source: Strimzi's API `kafka.strimzi.io/v1`, KafkaTopic and KafkaUser.
package struct StrimziManifests: Sendable {
    /// How users prove who they are.
    package enum Authentication: String, Sendable, CaseIterable {
        /// A certificate that Strimzi signs.
        case tls
        /// A certificate of somebody else.
        case tlsExternal = "tls-external"
        /// A password; librdkafka below 2.6.1 cannot use it with Kafka 4.
        case scramSHA512 = "scram-sha-512"
    }

    private let topics: [TopicPlan.Item]
    private let table: AccessTable
    private let principals: AccessPrincipals
    private let cluster: String
    private let namespace: String?
    private let authentication: Authentication

    /// Prepares manifests.
    ///
    /// - Parameters:
    ///   - topics: What a new cluster would get; empty leaves the topics out.
    ///   - table: The rights; without roles they are omitted.
    ///   - principals: What the roles are called; names of Kubernetes objects.
    ///   - cluster: The name of the Kafka resource.
    ///   - namespace: Where the objects go; nil leaves it to who applies them.
    ///   - authentication: How users prove who they are.
    package init(
        topics: [TopicPlan.Item],
        table: AccessTable,
        principals: AccessPrincipals,
        cluster: String,
        namespace: String?,
        authentication: Authentication
    ) {
        self.topics = topics
        self.table = table
        self.principals = principals
        self.cluster = cluster
        self.namespace = namespace
        self.authentication = authentication
    }

    /// All manifests as one stream of YAML documents.
    package var text: String {
        let documents = topics.compactMap { topic(of: $0) } + users
        return "# Made by `eyrie topics render strimzi`.\n"
            + documents.map { lines in "---\n" + lines.map { $0 + "\n" }.joined() }.joined()
    }

    private func topic(of item: TopicPlan.Item) -> [String]? {
        guard case .create(let partitions, let replication, let settings) = item.changes.first else { return nil }
        let objectName = Self.objectName(of: item.name)
        var lines = head("KafkaTopic", objectName) + ["spec:"]
        if objectName != item.name {
            lines.append("  topicName: \(Self.scalar(item.name))")
        }
        lines += ["  partitions: \(partitions)", "  replicas: \(replication)", "  config:"]
        return lines + settings.map { "    \($0.name): \(Self.value($0.value))" }
    }

    /// One manifest a user, also when several roles are one.
    private var users: [[String]] {
        var names: [String] = []
        for role in table.roles where !names.contains(principals.name(of: role)) {
            names.append(principals.name(of: role))
        }
        return names.map { name in
            user(name, table.roles.filter { principals.name(of: $0) == name })
        }
    }

    private func user(_ name: String, _ roles: [AccessRole]) -> [String] {
        var lines = head("KafkaUser", name)
        lines += roles.map { "# \($0.name): \($0.purpose)" }
        lines += ["spec:", "  authentication:", "    type: \(authentication.rawValue)"]
        lines += ["  authorization:", "    type: simple", "    acls:"]
        for rule in AccessRule.merging(roles.flatMap(\.rules)) {
            lines += ["      - resource:", "          type: \(Self.type(of: rule.resource))"]
            if rule.resource != .cluster {
                lines.append("          name: \(Self.scalar(rule.name))")
                lines.append("          patternType: \(rule.isPrefix ? "prefix" : "literal")")
            }
            lines.append("        operations: [\(rule.operations.map(\.rawValue).joined(separator: ", "))]")
        }
        return lines
    }

    private func head(_ kind: String, _ name: String) -> [String] {
        var lines = ["apiVersion: kafka.strimzi.io/v1", "kind: \(kind)", "metadata:", "  name: \(Self.scalar(name))"]
        if let namespace {
            lines.append("  namespace: \(Self.scalar(namespace))")
        }
        return lines + ["  labels:", "    strimzi.io/cluster: \(Self.scalar(cluster))"]
    }

    private static func type(of resource: AccessRule.Resource) -> String {
        resource == .transactionalID ? "transactionalId" : resource.rawValue
    }

    /// Whether Kubernetes takes a name for an object.
    ///
    /// Source: RFC 1123 subdomains, at most 253 characters of a-z, 0-9, '-' and '.', alphanumeric at the ends of labels.
    package static func isObjectName(_ name: String) -> Bool {
        guard (1...253).contains(name.utf8.count) else { return false }
        return name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            guard let first = label.utf8.first, let last = label.utf8.last, isAlphanumeric(first), isAlphanumeric(last)
            else { return false }
            return label.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
        }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// A topic's name as an object's: what Kubernetes does not take becomes '-' or lower case.
    private static func objectName(of topic: String) -> String {
        guard !isObjectName(topic) else { return topic }
        let mapped = topic.lowercased().map { character -> Character in
            let isTaken = character.utf8.count == 1 && character.utf8.allSatisfy { isAlphanumeric($0) }
            return isTaken || character == "." ? character : "-"
        }
        let labels = String(mapped).split(separator: ".").map { label in
            String(label.drop { $0 == "-" }.reversed().drop { $0 == "-" }.reversed())
        }
        return labels.filter { !$0.isEmpty }.joined(separator: ".")
    }

    /// A property's value: numbers and plain words as they are, all else in double quotes.
    private static func value(_ text: String) -> String {
        Int64(text).map { String($0) } == text ? text : scalar(text)
    }

    /// A YAML scalar that is read as text: plain words as they are, all else in double quotes.
    private static func scalar(_ text: String) -> String {
        let reserved = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
        let isPlain =
            text.utf8.first.map { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) } == true
            && text.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
            && !reserved.contains(text)
        guard !isPlain else { return text }
        return "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    }
}
