import CommandLineKit
import Foundation

/// Runs this program as another process, so that differences between processes (hash seeds, addresses) show.
enum Decider {
    /// Runs the program with these words and waits.
    ///
    /// - Returns: What it printed.
    /// - Throws: `CommandFailure` when it cannot be started or exits with another code than 0.
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
            throw CommandFailure("the deciding process exited with code \(process.terminationStatus)")
        }
        return String(decoding: printed, as: UTF8.self)
    }
}
