/// A setting given on the command line.
package struct ConfigurationOption: Sendable, Equatable {
    /// The option as the user knows it, such as "--port" or "--set bridge.http.port"; messages show it.
    package let name: String
    /// The dotted key that it sets.
    package let path: String
    /// The value as text.
    package let value: String

    package init(name: String, path: String, value: String) {
        self.name = name
        self.path = path
        self.value = value
    }

    /// Reads "KEY=VALUE" as the option `--set` takes it; nil without an equals sign.
    package init?(assignment: String) {
        guard let equals = assignment.firstIndex(of: "=") else { return nil }
        path = String(assignment[..<equals])
        value = String(assignment[assignment.index(after: equals)...])
        name = "--set \(path)"
    }
}
