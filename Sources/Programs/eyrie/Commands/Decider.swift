import CommandLineKit
import Foundation

/// Runs this very program as another process, so that what differs by process (hash seeds, addresses) shows.
enum Decider {
    /// Runs the words and waits.
    ///
    /// - Returns: What it printed.
    /// - Throws: `CommandFailure` when it cannot be started or ends with another code than 0.
    static func run(_ words: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = words
        let pipe = Pipe()
        process.standardOutput = pipe
        do {
            try process.run()
        } catch {
            throw CommandFailure("starting a second process of this program: \(error)")
        }
        let printed = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw CommandFailure("the deciding process ended with code \(process.terminationStatus)")
        }
        return String(decoding: printed, as: UTF8.self)
    }
}
