/// Settings that were refused, with everything that is wrong with them.
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
