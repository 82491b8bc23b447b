/// A key without its Swift type; a schema is a list of them.
package struct ConfigurationDeclaration: Sendable, Equatable {
    /// The dotted name, such as "bridge.http.port"; lower-case letters, digits and hyphens between the dots.
    package let path: String
    /// One sentence about the key's effect.
    package let documentation: String
    /// Whether the value is never shown.
    package let isSecret: Bool
    /// Names of a map of texts whose values are never shown.
    let secretNames: Set<String>
    let type: ConfigurationType
    let defaultValue: ConfigurationValue

    init(
        path: String,
        type: ConfigurationType,
        defaultValue: ConfigurationValue,
        documentation: String,
        isSecret: Bool = false,
        secretNames: Set<String> = []
    ) {
        let parts = path.split(separator: ".", omittingEmptySubsequences: false)
        precondition(parts.allSatisfy(Self.isPart), "not a key: \(path)")
        precondition(type.checked(defaultValue) == .success(defaultValue), "the default of \(path) is not allowed")
        self.path = path
        self.type = type
        self.defaultValue = defaultValue
        self.documentation = documentation
        self.isSecret = isSecret
        self.secretNames = secretNames
    }

    /// What the value may be, as a phrase: type, range and unit.
    package var allowed: String { type.allowed }

    var isMap: Bool { type == .textMap }

    /// Whether the value of a map's name is never shown; `*.url` among the secret names stands for `ANYTHING.url`.
    func isSecretName(_ name: String) -> Bool {
        secretNames.contains(name)
            || secretNames.contains { $0.hasPrefix("*.") && name.hasSuffix($0.dropFirst()) }
    }

    private static func isPart(_ part: Substring) -> Bool {
        guard let first = part.first, first.isLetter else { return false }
        return part.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") }
    }
}
