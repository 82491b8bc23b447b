import PipelineTestKit

/// The real `eyrie` program as a child process: `eyrie up` on free ports, and its other commands.
final class EyrieProcess {
    typealias Result = ChildProcess.Result

    private let process: RunningProcess
    /// The port of its HTTP door; 0 when it ended before it was up.
    let httpPort: Int

    /// Starts `eyrie up` on free ports and waits until it says that it is up, or has ended.
    init(folder: String, failpoint: String? = nil, words: [String] = []) throws {
        process = try RunningProcess(
            [
                "up", "--folder", folder, "--set", "bridge.http.port=0", "--set", "bridge.http.address=127.0.0.1",
                "--set", "probes.enabled=false", "--set", "log.partitions=2", "--set", "worker.commit-interval=0ms",
            ] + words,
            environment: failpoint.map { ["EYRIE_FAILPOINT": $0] } ?? [:]
        )
        httpPort = process.hasSaid("eyrie is up") ? process.number(behind: "bridge.http.port=") : 0
    }

    /// Whether it got as far as opening its doors.
    var isUp: Bool {
        httpPort != 0
    }

    var url: String {
        "http://127.0.0.1:\(httpPort)/"
    }

    /// Whether it has not ended.
    var isRunning: Bool {
        process.isRunning
    }

    /// The most memory it ever had, in KiB.
    var peakMemory: Int {
        process.peakMemory
    }

    var processIdentifier: Int32 {
        process.processIdentifier
    }

    func send(_ signal: Int32) {
        process.send(signal)
    }

    /// Waits for the end.
    ///
    /// - Returns: The exit code, or minus the signal that ended it.
    func wait() -> Int32 {
        process.wait().code
    }

    /// Asks the ledger until nothing is pending; each question takes its time, so a thousand are enough for any test.
    static func ledgerWhenDecided(_ folder: String) throws -> Result {
        try settled { try run(["ledger", "--folder", folder]) }
    }

    /// Asks until nothing is pending, or until what is pending stays: a stage that does not run never decides.
    static func settled(_ ask: () throws -> Result) rethrows -> Result {
        var result = try ask()
        var same = 0
        for _ in 0..<1000 where result.output.contains(#/pending [1-9]/#) && same < 15 {
            let next = try ask()
            same = next.output == result.output ? same + 1 : 0
            result = next
        }
        return result
    }

    /// Runs another command of the program to its end.
    static func run(_ words: [String], environment: [String: String] = [:]) throws -> Result {
        try ChildProcess.run("eyrie", words, environment: environment)
    }
}
