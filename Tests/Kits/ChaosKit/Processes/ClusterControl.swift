import Foundation
import PipelineTestKit

/// Kills, starts, pauses and resumes the nodes of a test cluster through its script.
///
/// The script is the `kafka` of a folder of Kafka's jars; its cluster is found by `KAFKA_TEST_DIR`, as the script does.
package struct ClusterControl: Sendable {
    /// The environment variable that holds the script's path and so allows tests to disturb a cluster.
    package static let variable = "EYRIE_TEST_KAFKA_CONTROL"

    /// Path of the script.
    package let script: String
    /// The folder of the cluster.
    package let folder: String
    /// The nodes' ports for clients, node 1 first.
    package let ports: [UInt16]

    /// Finds the cluster.
    ///
    /// - Parameters:
    ///   - script: Path of the script.
    ///   - folder: The cluster's folder.
    /// - Throws: ``ChaosFault`` when no cluster of three nodes runs there.
    package init(script: String, folder: String) throws(ChaosFault) {
        self.script = script
        self.folder = folder
        let text = try Self.run(script, ["bootstrap"], folder)
        ports = text.split(whereSeparator: { $0 == "," || $0.isWhitespace }).compactMap { server in
            server.split(separator: ":").last.flatMap { UInt16($0) }
        }
        guard ports.count >= 3 else {
            throw ChaosFault(
                "finding the cluster in \(folder): it has \(ports.count) nodes, and one of three has to be lost at a "
                    + "time; start one with `kafka start --brokers 3`"
            )
        }
    }

    /// Where clients begin without a proxy, comma separated.
    package var bootstrapServers: String {
        ports.map { "127.0.0.1:\($0)" }.joined(separator: ",")
    }

    /// Runs a command of the script.
    ///
    /// - Returns: What it wrote to standard output.
    /// - Throws: ``ChaosFault`` when it failed.
    @discardableResult
    package func run(_ words: [String]) throws(ChaosFault) -> String {
        try Self.run(script, words, folder)
    }

    /// Brings the cluster back to health, whatever a round did to it.
    ///
    /// - Throws: ``ChaosFault`` when a node does not come back.
    package func heal() throws(ChaosFault) {
        for line in try run(["status"]).split(separator: "\n") where line.hasSuffix("paused") {
            let words = line.split(separator: " ")
            if words.count > 1 {
                try run(["resume", String(words[1])])
            }
        }
        try start()
    }

    /// Whether a node is stopped; asked for a while, since a busy machine takes its time to stop all of its threads.
    func isPaused(_ node: Int) throws(ChaosFault) -> Bool {
        for _ in 0..<10 {
            let lines = try run(["status"]).split(separator: "\n")
            if lines.contains(where: { $0.hasPrefix("node \(node) ") && $0.hasSuffix("paused") }) {
                return true
            }
        }
        return false
    }

    /// Starts every node that is down; on a busy machine that may take longer than the script waits, so it is asked twice.
    func start() throws(ChaosFault) {
        do throws(ChaosFault) {
            try run(["up"])
        } catch {
            try run(["up"])
        }
    }

    @discardableResult
    static func run(_ script: String, _ words: [String], _ folder: String) throws(ChaosFault) -> String {
        let temporary = FileManager.default.temporaryDirectory.path
        let process = try ChildProcess(
            name: "chaos-kafka-\(UUID().uuidString)",
            program: script,
            arguments: words,
            environment: ["KAFKA_TEST_DIR": folder],
            folder: temporary
        )
        defer { try? FileManager.default.removeItem(atPath: process.outputFile) }
        let ending = process.waitForEnd(within: .seconds(120))
        guard ending == .code(0) else {
            process.send(SIGKILL)
            throw ChaosFault("running kafka \(words.joined(separator: " ")): \(process.output.suffix(500))")
        }
        return process.output
    }
}
