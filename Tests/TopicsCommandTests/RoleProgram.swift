import Foundation

/// The real `eyrie` as a child process, found beside the test bundle.
final class RoleProgram {
    private static let program: URL = {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(filePath: own).deletingLastPathComponent().appending(path: "eyrie")
    }()

    private let process = Process()
    private let log: URL

    init(_ words: [String]) throws {
        log = FileManager.default.temporaryDirectory.appending(path: "eyrie-role-\(UUID().uuidString).log")
        try Data().write(to: log)
        process.executableURL = Self.program
        process.arguments = words
        process.standardInput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: log)
        try process.run()
    }

    deinit {
        try? FileManager.default.removeItem(at: log)
    }

    var isRunning: Bool {
        process.isRunning
    }

    /// What it said so far, its end.
    var errors: String {
        String(((try? String(contentsOf: log, encoding: .utf8)) ?? "").suffix(2_000))
    }

    /// Asks it to stop, unless it has ended, and returns its exit code.
    func stop() -> Int32 {
        if process.isRunning {
            process.terminate()
        }
        process.waitUntilExit()
        return process.terminationStatus
    }

    func kill() {
        if process.isRunning {
            Foundation.kill(process.processIdentifier, SIGKILL)
        }
    }
}
