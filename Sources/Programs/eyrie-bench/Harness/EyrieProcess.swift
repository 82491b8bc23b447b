import CommandLineKit
import Foundation
import HTTPRequests
import Synchronization

/// A real `eyrie up` or `eyrie bridge` of a release build, on free ports, as people run it.
final class EyrieProcess: Sendable {
    /// Where its doors are.
    struct Ports: Sendable {
        let http: Int
        let probes: Int
    }

    private struct Said {
        var text = ""
        var ports: Ports?
        var hasEnded = false
    }

    private let program: String
    private let folder: String
    /// The command, for messages.
    private let title: String
    private let process: Mutex<Process>
    private let said = Mutex(Said())

    /// Starts the program; its ports are known when ``waitForPorts(within:)`` returns.
    ///
    /// - Parameters:
    ///   - program: Path of `eyrie`.
    ///   - command: The command that runs until it is stopped, with its options.
    ///   - folder: The log's folder.
    ///   - settings: `KEY=VALUE` beside ports and addresses.
    /// - Throws: `BenchFailure` when it cannot be started.
    init(program: String, command: [String] = ["up"], folder: String, settings: [String] = []) throws {
        self.program = program
        self.folder = folder
        title = "`eyrie \(command.first ?? "")`"
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        let all =
            [
                "bridge.http.address=127.0.0.1", "bridge.http.port=0", "probes.address=127.0.0.1", "probes.port=0",
            ] + settings
        process.arguments = command + ["--folder", folder] + all.flatMap { ["--set", $0] }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let errors = Pipe()
        process.standardError = errors
        do {
            try process.run()
        } catch {
            throw BenchFailure("starting \(program): \(error.localizedDescription)")
        }
        identifier = process.processIdentifier
        ChildProcesses.add(identifier)
        self.process = Mutex(process)
        errors.fileHandleForReading.readabilityHandler = { [self] handle in
            let data = handle.availableData
            if data.isEmpty {
                handle.readabilityHandler = nil
                said.withLock { $0.hasEnded = true }
            } else {
                listen(String(decoding: data, as: UTF8.self))
            }
        }
    }

    /// The process's number.
    let identifier: Int32

    /// What it wrote to standard error so far, at most about the last 64 KB.
    var output: String {
        said.withLock { $0.text }
    }

    /// Waits until it says where its doors are.
    ///
    /// - Throws: `BenchFailure` with what it said when it ended or took too long.
    func waitForPorts(within seconds: Double) throws -> Ports {
        let watch = Stopwatch()
        while watch.seconds < seconds {
            let (ports, hasEnded) = said.withLock { ($0.ports, $0.hasEnded) }
            if let ports {
                return ports
            }
            if hasEnded {
                break
            }
            usleep(500)
        }
        throw BenchFailure("\(title) did not come up:\n\(output)")
    }

    /// Waits until `/readyz` answers 200.
    ///
    /// - Throws: `BenchFailure` when it does not in time.
    func waitUntilReady(within seconds: Double) throws -> Ports {
        let watch = Stopwatch()
        let ports = try waitForPorts(within: seconds)
        let client = HTTPClient()
        while watch.seconds < seconds {
            if let answer = try? client.get("http://127.0.0.1:\(ports.probes)/readyz"), answer.status == 200 {
                return ports
            }
            usleep(500)
        }
        throw BenchFailure("\(title) was not ready after \(seconds) s:\n\(output)")
    }

    /// Asks it to stop and waits for its end.
    ///
    /// - Returns: Its exit code.
    @discardableResult
    func stop() -> Int32 {
        process.withLock { process in
            if process.isRunning {
                process.terminate()
            }
            process.waitUntilExit()
            ChildProcesses.remove(identifier)
            return process.terminationStatus
        }
    }

    /// Runs another command of the program on the same folder and waits for it.
    ///
    /// - Returns: Exit code and what it wrote to standard output; standard error is passed on.
    func run(_ words: [String]) throws -> (code: Int32, text: String) {
        try ProgramRun.run(program, words + ["--folder", folder])
    }

    private func listen(_ text: String) {
        said.withLock { said in
            said.text = String((said.text + text).suffix(1 << 16))
            guard said.ports == nil, let line = said.text.split(separator: "\n").first(where: { $0.contains("is up") })
            else { return }
            if let http = Self.number(after: "bridge.http.port=", in: line),
                let probes = Self.number(after: "probes.port=", in: line)
            {
                said.ports = Ports(http: http, probes: probes)
            }
        }
    }

    private static func number(after key: String, in line: Substring) -> Int? {
        guard let range = line.range(of: key) else { return nil }
        let digits = line[range.upperBound...].prefix { $0.isNumber }
        // Only what is followed by something, if only the end of the line, has come whole.
        return digits.endIndex < line.base.endIndex ? Int(digits) : nil
    }
}
