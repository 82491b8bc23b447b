import Synchronization

/// The output of a command, kept in memory: for tests and for a command that calls another.
package final class CapturedOutput: Sendable {
    private struct Captured {
        var output: [UInt8] = []
        var error: [UInt8] = []
    }

    private let captured = Mutex(Captured())

    /// Starts with nothing captured.
    package init() {}

    /// The output to hand to a command; it never fails.
    package var commandOutput: CommandOutput {
        CommandOutput(
            standardOutput: { [self] bytes in
                captured.withLock { $0.output += bytes }
                return 0
            },
            standardError: { [self] bytes in
                captured.withLock { $0.error += bytes }
                return 0
            }
        )
    }

    /// What went to standard output so far, bytes that are not UTF-8 replaced.
    package var output: String {
        captured.withLock { String(decoding: $0.output, as: UTF8.self) }
    }

    /// What went to standard error so far, bytes that are not UTF-8 replaced.
    package var error: String {
        captured.withLock { String(decoding: $0.error, as: UTF8.self) }
    }
}
