import Foundation
import HTTPRequests
import Synchronization

/// A long-running command of the real program: what it says is read as it comes, and its end is bounded in any case.
final class RunningProcess {
    /// What it says, filled as it comes.
    private final class Output: Sendable {
        struct State {
            var text = ""
            /// The process has ended, or cannot be heard any more.
            var isClosed = false
        }

        let state = Mutex(State())
        let changed = DispatchSemaphore(value: 0)

        func take(_ data: Data) {
            state.withLock { state in
                state.text += String(decoding: data, as: UTF8.self)
                state.isClosed = state.isClosed || data.isEmpty
            }
            changed.signal()
        }
    }

    /// After which time a process is killed, whatever its test is doing, in seconds.
    private static let longestLife = 600.0

    private let process = Process()
    private let output = Output()

    init(_ words: [String], environment: [String: String] = [:]) throws {
        process.executableURL = EyrieProcess.program
        process.arguments = words
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let errors = Pipe()
        process.standardError = errors
        errors.fileHandleForReading.readabilityHandler = { [output] handle in
            let data = handle.availableData
            if data.isEmpty {
                handle.readabilityHandler = nil
            }
            output.take(data)
        }
        try process.run()
        let id = process.processIdentifier
        DispatchQueue.global().asyncAfter(deadline: .now() + Self.longestLife) { [output] in
            if !output.state.withLock({ $0.isClosed }) {
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
        output.state.withLock { $0.text }
    }

    /// Waits until it has said something so many times.
    ///
    /// - Returns: False when it ended before, or after the time.
    func hasSaid(_ words: String, times: Int = 1, within seconds: Double = 60) -> Bool {
        let deadline = DispatchTime.now() + seconds
        while true {
            let (text, isClosed) = output.state.withLock { ($0.text, $0.isClosed) }
            if text.components(separatedBy: words).count > times {
                return true
            }
            guard !isClosed, output.changed.wait(timeout: deadline) == .success else { return false }
        }
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
