import Foundation

/// A running program of others that is told something, answers, and is told more; it is ended with this object.
package final class ToolConversation {
    private let process = Process()
    private let input = Pipe()
    private let output = ProcessOutput()

    /// Starts a program.
    ///
    /// - Throws: Why it could not be started.
    package init(_ name: String, _ words: [String]) throws {
        guard let url = OutsideTool.url(of: name) else {
            throw CocoaError(.fileNoSuchFile, userInfo: [NSFilePathErrorKey: name])
        }
        process.executableURL = url
        process.arguments = words
        process.standardInput = input
        let said = Pipe()
        process.standardOutput = said
        process.standardError = said
        output.listen(to: said)
        try process.run()
    }

    deinit {
        if process.isRunning {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
    }

    /// Everything that it has said so far.
    package var text: String {
        output.text
    }

    /// Says something to it.
    package func tell(_ text: String) {
        input.fileHandleForWriting.write(Data(text.utf8))
    }

    /// Waits until it has said something so many times; false when it ended before, or after twenty seconds.
    package func hasSaid(_ words: String, times: Int = 1) -> Bool {
        output.has(words, times: times, within: 20)
    }
}
