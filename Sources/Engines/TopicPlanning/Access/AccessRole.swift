/// A part of Eyrie that a cluster knows as a user of its own, with the least rights that its work takes.
package struct AccessRole: Sendable, Equatable {
    /// The name: bridge, a stage's, vault, reader, operator or admin.
    package let name: String
    /// What it is for, in words.
    package let purpose: String
    /// What it may do; everything else is refused by the cluster.
    package let rules: [AccessRule]

    init(_ name: String, _ purpose: String, _ rules: [AccessRule]) {
        self.name = name
        self.purpose = purpose
        self.rules = rules
    }

    /// What the role is called in a cluster unless told otherwise.
    package var defaultPrincipal: String {
        "eyrie-\(name)"
    }
}

/// What the roles are called in one cluster.
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
