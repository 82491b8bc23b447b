/// One line of a cluster's access control list, as far as clients see it.
package struct AccessGrant: Sendable, Equatable {
    /// As `User:eyrie-bridge`; `User:*` is everybody.
    package let principal: String
    /// nil when the client does not know the kind of resource.
    package let resource: AccessRule.Resource?
    /// `*` is every name.
    package let name: String
    /// Whether every name that begins with `name` is meant.
    package let isPrefix: Bool
    /// As Kafka writes it, such as `Read` or `All`.
    package let operation: String
    /// Otherwise it denies, which overrides permissions.
    package let isAllowed: Bool

    package init(
        principal: String,
        resource: AccessRule.Resource?,
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

    /// Whether the line is about an operation of a rule.
    func concerns(_ rule: AccessRule, _ operation: AccessRule.Operation) -> Bool {
        // A client that does not know transactional ids shows them as unknown.
        guard resource == rule.resource || resource == nil && rule.resource == .transactionalID else { return false }
        guard covers(rule) else { return false }
        return self.operation == "All" || self.operation == operation.rawValue
            || isAllowed && Self.implied[operation]?.contains(self.operation) == true
    }

    /// A rule for every name with a prefix needs a line for as many names; a line that denies some of them counts, too.
    private func covers(_ rule: AccessRule) -> Bool {
        if name == "*" {
            return true
        }
        if isPrefix {
            return rule.name.hasPrefix(name) || !isAllowed && rule.isPrefix && name.hasPrefix(rule.name)
        }
        return rule.isPrefix ? !isAllowed && name.hasPrefix(rule.name) : rule.name == name
    }

    /// The operations that imply an operation.
    ///
    /// Source: Kafka's documentation, "Authorization and ACLs", and AclAuthorizer's implied operations.
    private static let implied: [AccessRule.Operation: Set<String>] = [
        .describe: ["Read", "Write", "Delete", "Alter"],
        .describeConfigs: ["AlterConfigs"],
    ]
}

extension AccessRole {
    /// Compares a cluster's list with what the role needs.
    ///
    /// - Parameters:
    ///   - principal: The role's principal, such as `User:eyrie-bridge`.
    ///   - grants: The list.
    /// - Returns: The missing rights, such as `Write topic eyrie.alerts.v1`; nil when the list has no line for the
    ///   principal.
    package func missing(for principal: String, in grants: [AccessGrant]) -> [String]? {
        let own = grants.filter { $0.principal == principal || $0.principal == "User:*" }
        guard own.contains(where: { $0.principal == principal }) else { return nil }
        return rules.flatMap { rule in
            rule.operations.filter { operation in
                let lines = own.filter { $0.concerns(rule, operation) }
                return lines.isEmpty || lines.contains { !$0.isAllowed }
            }.map { "\($0.rawValue) \(rule.resource.rawValue) \(rule.name)\(rule.isPrefix ? "*" : "")" }
        }
    }
}
