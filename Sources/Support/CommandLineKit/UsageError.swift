/// A command line that does not fit the declarations; the program ends with exit code 64.
package struct UsageError: Error, Equatable, CustomStringConvertible {
    /// The words of the command that was being read, as one text.
    package let command: String
    /// What is wrong and what would be right, in one line.
    package let message: String

    /// A command may throw it itself, for options that do not go together.
    package init(command: String, message: String) {
        self.command = command
        self.message = message
    }

    package var description: String {
        "\(command): \(message) (see '\(command) --help')"
    }
}
