import CommandLineKit
import Foundation

/// Runs programs and finds the one that is measured.
enum ProgramRun {
    /// Runs a program to its end.
    ///
    /// - Returns: Exit code and standard output; standard error is this process's.
    /// - Throws: `BenchFailure` when it cannot be started.
    static func run(_ program: String, _ words: [String]) throws -> (code: Int32, text: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = words
        process.standardInput = FileHandle.nullDevice
        let output = Pipe()
        process.standardOutput = output
        do {
            try process.run()
        } catch {
            throw BenchFailure("starting \(program): \(error.localizedDescription)")
        }
        ChildProcesses.add(process.processIdentifier)
        defer { ChildProcesses.remove(process.processIdentifier) }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }

    /// Returns the path of `eyrie` in the folder of this program.
    ///
    /// - Throws: `CommandFailure` when it has not been built.
    static func eyrie() throws -> String {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let path = URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("eyrie").path
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw CommandFailure("there is no eyrie at \(path); build it: swift build -c release --product eyrie")
        }
        return path
    }

    /// Returns the path of a program of the system.
    ///
    /// - Throws: `CommandFailure` saying which package has it.
    static func find(_ name: String, package: String) throws -> String {
        // Servers lie where only an administrator looks by default.
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin") + ":/usr/sbin"
        let folders = path.split(separator: ":")
        let paths = folders.map { "\($0)/\(name)" }
        guard let path = paths.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
            throw CommandFailure("there is no \(name); install Debian's package \(package)")
        }
        return path
    }
}
