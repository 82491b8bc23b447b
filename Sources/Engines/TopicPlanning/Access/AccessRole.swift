/// A part of Eyrie that is a separate user on a cluster, with the least rights that it needs.
package struct AccessRole: Sendable, Equatable {
    /// The name: bridge, a stage's, vault, reader, operator or admin.
    package let name: String
    /// Its purpose, in words.
    package let purpose: String
    /// Its rights; the cluster refuses everything else.
    package let rules: [AccessRule]

    init(_ name: String, _ purpose: String, _ rules: [AccessRule]) {
        self.name = name
        self.purpose = purpose
        self.rules = rules
    }

    /// The role's default user name in a cluster.
    package var defaultPrincipal: String {
        "eyrie-\(name)"
    }
}

/// The users of the roles in one cluster.
package struct AccessPrincipals: Sendable, Equatable {
    private let names: [String: String]

    /// Takes names by role; a role without one is called `eyrie-<role>`.
    package init(_ names: [String: String] = [:]) {
        self.names = names
    }

    /// The user's name, as `eyrie-bridge`.
    package func name(of role: AccessRole) -> String {
        names[role.name] ?? role.defaultPrincipal
    }

    /// The principal as Kafka's tools take it, as `User:eyrie-bridge`.
    package func principal(of role: AccessRole) -> String {
        let name = name(of: role)
        return name.hasPrefix("User:") ? name : "User:\(name)"
    }
}
