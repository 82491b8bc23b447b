import Foundation
import HTTPRequests
import PipelineTestKit
import Synchronization
import Testing

/// A log of its own on the cluster in `EYRIE_TEST_KAFKA`, with its topics, and the words that name it.
struct KafkaPlace {
    static let servers = ProcessInfo.processInfo.environment["EYRIE_TEST_KAFKA"] ?? ""
    /// Why tests that need a cluster are skipped.
    static let skipped: Comment = "EYRIE_TEST_KAFKA is not set: no Kafka cluster to test against"

    let folder: String
    private let prefix = "e\(UUID().uuidString.prefix(8))."

    /// Creates the topics as a person would: by a first `eyrie up` that has nothing to read.
    init(folder: String, partitions: Int) throws {
        self.folder = folder
        let nothing = "\(folder)/nothing.jsonl"
        try Data().write(to: URL(fileURLWithPath: nothing))
        let first = try EyrieProcess.run(
            ["up", "--read", nothing, "--set", "log.partitions=\(partitions)", "--set", "bridge.http.enabled=false"]
                + words + ["--set", "probes.enabled=false"]
        )
        #expect(first.code == 0, "\(first.error)")
    }

    /// The options that name this log and vault; sessions are short, so that a test does not wait for the dead.
    var words: [String] {
        [
            "--log", "kafka://\(Self.servers)", "--folder", folder, "--set", "kafka.prefix=\(prefix)", "--set",
            "kafka.session-timeout=6s", "--set", "bridge.http.address=127.0.0.1", "--set", "probes.address=127.0.0.1",
            "--set", "bridge.http.port=0", "--set", "probes.port=0",
        ]
    }

    /// The same words with other servers, such as a proxy's.
    func words(throughServers servers: String) -> [String] {
        words.map { $0.hasPrefix("kafka://") ? "kafka://\(servers)" : $0 }
    }

    /// A topic's name on the cluster.
    func topic(_ name: String) -> String {
        prefix + name
    }

    /// Starts a command that runs until it is stopped.
    func start(_ command: String...) throws -> RunningProcess {
        let process = try RunningProcess(command + words)
        #expect(process.hasSaid("eyrie is up"), "\(command): \(process.text)")
        return process
    }

    /// Runs a command that has to succeed.
    func run(_ command: String...) throws -> String {
        let result = try EyrieProcess.run(command + words)
        #expect(result.code == 0, "\(command): \(result.output)\(result.error)")
        return result.output
    }

    /// Asks the ledger until nothing is pending and that many alerts are in the log; each question takes its time.
    ///
    /// A bridge answers when its spool has an alert: the log has it a moment later.
    func ledgerWhenDecided(atLeast alerts: Int) throws -> EyrieProcess.Result {
        var result = try EyrieProcess.run(["ledger"] + words)
        // What stays pending so often belongs to a stage that does not run; a rebalance is over before.
        var same = 0
        for _ in 0..<200 {
            let count = result.output.firstMatch(of: #/log: (\d+) alerts/#).flatMap { Int($0.1) } ?? 0
            let isPending = result.output.contains(#/pending [1-9]/#)
            guard count < alerts || (isPending && same < 40) else { break }
            let next = try EyrieProcess.run(["ledger"] + words)
            same = count >= alerts && next.output == result.output ? same + 1 : 0
            result = next
        }
        return result
    }

    /// Asks for incidents until there is one in the vault whose line holds the words.
    func incident(_ words: String) throws -> Substring? {
        for _ in 0..<200 {
            let line = try run("incidents", "list").split(separator: "\n").first { $0.contains(words) }
            if let id = line?.prefix(32) {
                return id
            }
        }
        return nil
    }

    /// Posts alerts over several connections at once.
    ///
    /// - Returns: How many were answered 200.
    static func post(_ alerts: [[UInt8]], to door: String, connections: Int = 8) -> Int {
        let accepted = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: connections) { connection in
            let client = HTTPClient()
            for index in stride(from: connection, to: alerts.count, by: connections) {
                if let answer = try? client.post(door, body: alerts[index]), answer.status == 200 {
                    accepted.add(1, ordering: .relaxed)
                }
            }
        }
        return accepted.load(ordering: .relaxed)
    }

    static func bytes(_ stream: AlertStream) -> [[UInt8]] {
        (0..<stream.count).map { Array(stream[$0]) }
    }
}
