import Foundation
import HTTPRequests
import PipelineTestKit

/// A long-running command of the real program: what it says is read as it comes, and its end is bounded in any case.
final class RunningProcess {
    /// After which time a process is killed, whatever its test is doing, in seconds.
    private static let longestLife = 600.0

    private let process = Process()
    private let output = ProcessOutput()

    init(_ words: [String], environment: [String: String] = [:]) throws {
        process.executableURL = EyrieProcess.program
        process.arguments = words
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let errors = Pipe()
        process.standardError = errors
        output.listen(to: errors)
        try process.run()
        let id = process.processIdentifier
        DispatchQueue.global().asyncAfter(deadline: .now() + Self.longestLife) { [output] in
            if !output.isClosed {
                kill(id, SIGKILL)
            }
        }
    }

    deinit {
        // A test that failed in the middle leaves nothing running.
        if process.isRunning {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
    }

    /// What it has said so far.
    var text: String {
        output.text
    }

    /// Waits until it has said something so many times.
    ///
    /// - Returns: False when it ended before, or after the time.
    func hasSaid(_ words: String, times: Int = 1, within seconds: Double = 60) -> Bool {
        output.has(words, times: times, within: seconds)
    }

    /// Waits for its end; false when it still runs after the time, in seconds.
    func hasEnded(within seconds: Double) -> Bool {
        // What nobody says: the wait is over when there is nothing more to hear.
        _ = output.has("\u{0}", times: 1, within: seconds)
        return output.isClosed
    }

    /// A number behind a word that it has said, such as `probes.port=`.
    func number(behind word: String) -> Int {
        guard let range = text.range(of: word) else { return 0 }
        return Int(text[range.upperBound...].prefix { $0.isNumber }) ?? 0
    }

    /// Where its HTTP door is.
    var door: String {
        "http://127.0.0.1:\(number(behind: "bridge.http.port="))/"
    }

    /// The status that a probe answers with.
    func probe(_ path: String) throws -> Int {
        try HTTPClient().get("http://127.0.0.1:\(number(behind: "probes.port="))\(path)").status
    }

    func send(_ signal: Int32) {
        kill(process.processIdentifier, signal)
    }

    /// Waits for the end.
    ///
    /// - Returns: The exit code, or minus the signal that ended it; and how long it took, in seconds.
    func wait() -> (code: Int32, seconds: Double) {
        let start = ContinuousClock.now
        process.waitUntilExit()
        let seconds = start.duration(to: .now) / .seconds(1)
        let code = process.terminationStatus
        return (process.terminationReason == .uncaughtSignal ? -code : code, seconds)
    }

    /// Asks it to stop and waits for the end.
    func stop() -> (code: Int32, seconds: Double) {
        send(SIGTERM)
        return wait()
    }
}
