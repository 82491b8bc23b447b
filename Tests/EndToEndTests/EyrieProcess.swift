import Foundation
import HTTPRequests
import Testing

/// The real `eyrie` program as a child process, found beside the test bundle.
final class EyrieProcess {
    struct Result {
        let code: Int32
        let output: String
        let error: String
    }

    static let program: URL = {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("eyrie")
    }()

    private let process = Process()
    private let errors = Pipe()
    private(set) var httpPort = 0

    /// Starts `eyrie up` on free ports and waits until it says that it is up, or has ended.
    init(folder: String, failpoint: String? = nil, words: [String] = []) throws {
        process.executableURL = Self.program
        process.arguments =
            [
                "up", "--folder", folder, "--set", "bridge.http.port=0", "--set", "bridge.http.address=127.0.0.1",
                "--set", "probes.enabled=false", "--set", "log.partitions=2", "--set", "worker.commit-interval=0ms",
            ] + words
        var environment = ProcessInfo.processInfo.environment
        environment["EYRIE_FAILPOINT"] = failpoint
        process.environment = environment
        process.standardError = errors
        try process.run()
        var text = ""
        while httpPort == 0, case let data = errors.fileHandleForReading.availableData, !data.isEmpty {
            text += String(decoding: data, as: UTF8.self)
            if text.contains("eyrie is up"), let range = text.range(of: "bridge.http.port=") {
                httpPort = Int(text[range.upperBound...].prefix { $0.isNumber }) ?? 0
            }
        }
    }

    deinit {
        // A test that failed in the middle leaves nothing running.
        if process.isRunning {
            kill(process.processIdentifier, SIGKILL)
        }
    }

    /// Whether it got as far as opening its doors.
    var isUp: Bool {
        httpPort != 0
    }

    var url: String {
        "http://127.0.0.1:\(httpPort)/"
    }

    /// The most memory it ever had, in KiB, as Linux counts it (proc(5), VmHWM).
    var peakMemory: Int {
        let status = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
        return status?.firstMatch(of: #/VmHWM:\s+(\d+) kB/#).flatMap { Int($0.1) } ?? 0
    }

    func send(_ signal: Int32) {
        kill(process.processIdentifier, signal)
    }

    /// Waits for the end.
    ///
    /// - Returns: The exit code, or minus the signal that ended it.
    func wait() -> Int32 {
        _ = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return process.terminationReason == .uncaughtSignal ? -process.terminationStatus : process.terminationStatus
    }

    /// Asks the ledger until nothing is pending; each question takes its time, so a thousand are enough for any test.
    static func ledgerWhenDecided(_ folder: String) throws -> Result {
        var result = try run(["ledger", "--folder", folder])
        for _ in 0..<1000 where result.output.contains(#/pending [1-9]/#) {
            result = try run(["ledger", "--folder", folder])
        }
        return result
    }

    /// Runs another command of the program to its end.
    static func run(_ words: [String], environment: [String: String] = [:]) throws -> Result {
        let process = Process()
        process.executableURL = program
        process.arguments = words
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let output = Pipe()
        process.standardOutput = output
        let errorFile = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try Data().write(to: errorFile)
        defer { try? FileManager.default.removeItem(at: errorFile) }
        process.standardError = try FileHandle(forWritingTo: errorFile)
        try process.run()
        let printed = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let complained = (try? Data(contentsOf: errorFile)) ?? Data()
        return Result(
            code: process.terminationStatus,
            output: String(decoding: printed, as: UTF8.self),
            error: String(decoding: complained, as: UTF8.self)
        )
    }
}
