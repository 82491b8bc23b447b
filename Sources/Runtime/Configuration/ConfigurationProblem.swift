/// One problem of the settings.
package struct ConfigurationProblem: Sendable, Equatable, CustomStringConvertible {
    /// The kinds of problem.
    package enum Code: Sendable, Equatable {
        /// The file cannot be read.
        case unreadable
        /// The file is not YAML, or not a mapping.
        case notYAML
        /// No key has this name.
        case unknownKey
        /// The value is of another type.
        case wrongType
        /// The value is of the type and not allowed.
        case outOfRange
        /// The key stands twice in the file.
        case duplicateKey
        /// The value is what `config print` writes for a secret.
        case placeholder
    }

    /// The kinds of problem.
    package let code: Code
    /// The file with line and column, the environment variable, or the option.
    package let place: String
    /// The dotted key; empty when it is about the whole file.
    package let key: String
    /// What is wrong; never the value of a secret.
    package let message: String
    /// What is allowed, or what to do.
    package let remedy: String

    package var description: String {
        "\(place): \(key.isEmpty ? "" : "\(key): ")\(message); \(remedy)"
    }
}

/// Refused settings, with all problems.
package struct ConfigurationError: Error, Equatable, CustomStringConvertible {
    /// At least one; those of the file first, then of the environment, then of the options.
    package let problems: [ConfigurationProblem]

    init(_ problems: [ConfigurationProblem]) {
        precondition(!problems.isEmpty, "an error without a problem")
        self.problems = problems
    }

    /// One line for each problem.
    package var description: String {
        "reading the configuration: " + problems.map(\.description).joined(separator: "\n")
    }
}
