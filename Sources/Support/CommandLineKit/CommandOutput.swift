import Glibc
import Synchronization

/// Where a command writes: bytes for standard output, lines for standard error.
///
/// The first failed write of standard output is remembered, and the program then ends with exit code 74 instead of 0,
/// so that a full disk never looks like a finished report. Whatever is written is made harmless for a terminal first
/// (``TerminalText``), in text and in JSON, wherever it goes: most of what a command shows came from outside.
package struct CommandOutput: Sendable {
    /// Writes all the bytes and returns 0, or returns the `errno` of what went wrong.
    package typealias Writer = @Sendable (UnsafeRawBufferPointer) -> Int32

    private final class FirstFailure: Sendable {
        let errorNumber = Atomic<Int32>(0)
    }

    private let standardOutput: Writer
    private let standardError: Writer
    private let failure = FirstFailure()

    /// Makes an output of two writers.
    package init(standardOutput: @escaping Writer, standardError: @escaping Writer) {
        self.standardOutput = standardOutput
        self.standardError = standardError
    }

    /// The output of the process: file descriptors 1 and 2, unbuffered, one `write` a call.
    package static var process: CommandOutput {
        CommandOutput(
            standardOutput: { writeAll($0, to: STDOUT_FILENO) },
            standardError: { writeAll($0, to: STDERR_FILENO) }
        )
    }

    /// Writes text to standard output.
    package func write(_ text: String) {
        var text = text
        text.withUTF8 { write(UnsafeRawBufferPointer($0)) }
    }

    /// Writes bytes of text to standard output; they end where a character ends.
    package func write(_ bytes: UnsafeRawBufferPointer) {
        guard let escaped = TerminalText.escaped(bytes) else { return writeAsIs(bytes) }
        escaped.withUnsafeBytes { writeAsIs($0) }
    }

    /// Writes bytes to standard output as they are, for somebody who asked for exactly them.
    package func writeExact(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { writeAsIs($0) }
    }

    private func writeAsIs(_ bytes: UnsafeRawBufferPointer) {
        let result = standardOutput(bytes)
        guard result != 0 else { return }
        _ = failure.errorNumber.compareExchange(expected: 0, desired: result, ordering: .relaxed)
    }

    /// Writes one line to standard output.
    package func print(_ line: String) {
        write(line + "\n")
    }

    /// Writes one line to standard error.
    package func report(_ line: String) {
        var line = TerminalText.escaped(line) + "\n"
        _ = line.withUTF8 { standardError(UnsafeRawBufferPointer($0)) }
    }

    /// Writes text of the command's own to standard error as it is: a part of a line.
    package func reportPart(_ text: String) {
        var text = text
        _ = text.withUTF8 { standardError(UnsafeRawBufferPointer($0)) }
    }

    /// The `errno` of the first write to standard output that failed; nil when all bytes were taken.
    package var writeFailure: Int32? {
        let errorNumber = failure.errorNumber.load(ordering: .relaxed)
        return errorNumber == 0 ? nil : errorNumber
    }

    private static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32 {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                return errno
            }
        }
        return 0
    }
}
