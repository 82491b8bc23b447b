import Foundation
import Synchronization

/// This program again with a hidden command, in a process whose time and memory are the command's alone.
final class OwnProcess: Sendable {
    let identifier: Int32
    /// What it said when it was ready, without the end of the line.
    let greeting: String
    /// Seconds from the start of the process until it was ready.
    let startSeconds: Double
    private let process: Mutex<Process>

    /// Starts the command and waits until it says that it is ready.
    ///
    /// - Parameter words: The command with its options and arguments.
    /// - Throws: `BenchFailure` when it ends instead.
    init(_ words: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = words
        process.standardInput = FileHandle.nullDevice
        let output = Pipe()
        process.standardOutput = output
        let watch = Stopwatch()
        try process.run()
        identifier = process.processIdentifier
        ChildProcesses.add(identifier)
        self.process = Mutex(process)
        // The first bytes are the greeting, which is short enough to come in one piece; none is the end of the process.
        let said = output.fileHandleForReading.availableData
        startSeconds = watch.seconds
        greeting = String(decoding: said, as: UTF8.self).trimmingCharacters(in: .newlines)
        guard !said.isEmpty else {
            stop()
            throw BenchFailure("`eyrie-bench \(words.first ?? "")` ended before it was ready")
        }
    }

    /// Processor seconds so far.
    var processorSeconds: Double {
        ProcessTime.seconds(of: identifier)
    }

    /// Asks it to stop and waits for its end.
    func stop() {
        process.withLock { process in
            if process.isRunning {
                process.terminate()
            }
            process.waitUntilExit()
        }
        ChildProcesses.remove(identifier)
    }
}
