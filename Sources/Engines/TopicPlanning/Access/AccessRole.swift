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
