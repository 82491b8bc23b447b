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
