import Foundation
import HTTPRequests
import PipelineTestKit

/// A long-running command of the real program: what it says is read as it comes, and its end is bounded in any case.
final class RunningProcess {
    private let process: ChildProcess

    init(_ words: [String], environment: [String: String] = [:]) throws {
        process = try ChildProcess("eyrie", words, environment: environment)
    }

    /// What it has said so far.
    var text: String {
        process.error
    }

    /// Whether it has not ended.
    var isRunning: Bool {
        process.isRunning
    }

    /// Waits until it has said something so many times.
    ///
    /// - Returns: False when it ended before, or after the time.
    func hasSaid(_ words: String, times: Int = 1, within seconds: Double = 60) -> Bool {
        process.hasSaid(words, times: times, within: seconds)
    }

    /// Waits for its end; false when it still runs after the time, in seconds.
    func hasEnded(within seconds: Double) -> Bool {
        process.waitForEnd(within: .seconds(seconds)) != nil
    }

    /// A number behind a word that it has said, such as `probes.port=`.
    func number(behind word: String) -> Int {
        let text = text
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

    /// The process's number.
    var processIdentifier: Int32 {
        process.identifier
    }

    /// The most memory it ever had, in KiB.
    var peakMemory: Int {
        process.peakMemory
    }

    func send(_ signal: Int32) {
        process.send(signal)
    }

    /// Waits for the end.
    ///
    /// - Returns: The exit code, or minus the signal that ended it; and how long it took, in seconds.
    func wait() -> (code: Int32, seconds: Double) {
        let start = ContinuousClock.now
        let ending = process.wait()
        return (ending.status, start.duration(to: .now) / .seconds(1))
    }

    /// Asks it to stop and waits for the end.
    func stop() -> (code: Int32, seconds: Double) {
        send(SIGTERM)
        return wait()
    }
}
