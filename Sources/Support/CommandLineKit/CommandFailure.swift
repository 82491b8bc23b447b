/// A failure of a command with an exit code of its own.
package struct CommandFailure: Error, Equatable, CustomStringConvertible {
    /// What went wrong and what to do, in one line.
    package let message: String
    /// The exit code of the process, 1 to 125.
    package let exitCode: Int32

    package init(_ message: String, exitCode: Int32 = 1) {
        precondition((1...125).contains(exitCode), "a failure's exit code is from 1 to 125")
        self.message = message
        self.exitCode = exitCode
    }

    package var description: String { message }
}
