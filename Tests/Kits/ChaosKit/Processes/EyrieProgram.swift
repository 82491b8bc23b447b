import Foundation
import HTTPRequests
import PipelineTestKit

/// How the processes of a round are started: the program, the log they share, and short time-outs.
package struct EyrieProgram: Sendable {
    /// A member's silence after which others get its partitions, in seconds.
    package static let sessionSeconds = 2
    /// A writer's silence after which its transaction is aborted, in seconds.
    package static let transactionSeconds = 5

    /// Path of `eyrie`.
    package let program: String
    /// Where the processes reach the cluster: through the proxy.
    package let bootstrapServers: String
    /// What separates this round's topics, groups and ids from others'.
    package let prefix: String
    /// Where output goes.
    package let folder: String

    package init(program: String, bootstrapServers: String, prefix: String, folder: String) {
        self.program = program
        self.bootstrapServers = bootstrapServers
        self.prefix = prefix
        self.folder = folder
    }

    /// Starts a worker of all stages.
    ///
    /// - Parameters:
    ///   - name: The worker's stable name; a second one of that name fences the first.
    ///   - run: Tells the files of several runs of one name apart.
    ///   - failpoint: Where it kills itself, as `NAME:COUNT`.
    /// - Returns: The worker, which is not ready yet.
    /// - Throws: ``ChaosFault`` when it cannot be started.
    func worker(_ name: String, run: Int, failpoint: String? = nil) throws(ChaosFault) -> RunningService {
        try start(
            "\(name)-\(run)",
            ["worker", "features", "scoring", "incidents", "--name", name, "--threads", "1"],
            environment: failpoint.map { ["EYRIE_FAILPOINT": $0] } ?? [:]
        )
    }

    /// Starts the bridge with its HTTP door on a free port.
    func bridge() throws(ChaosFault) -> (service: RunningService, port: UInt16) {
        let port = try Socket.free()
        let settings = [
            "bridge.http.address=127.0.0.1", "bridge.http.port=\(port)", "bridge.spool.folder=\(folder)/spool",
        ]
        return (try start("bridge", ["bridge"] + settings.flatMap { ["--set", $0] }), port)
    }

    private func start(
        _ name: String,
        _ words: [String],
        environment: [String: String] = [:]
    ) throws(ChaosFault) -> RunningService {
        let probes = try Socket.free()
        let settings = [
            "kafka.prefix=\(prefix)", "kafka.session-timeout=\(Self.sessionSeconds)s",
            "kafka.max-poll-interval=10s", "kafka.transaction-timeout=\(Self.transactionSeconds)s",
            "kafka.request-timeout=5s", "probes.address=127.0.0.1", "probes.port=\(probes)",
        ]
        let process = try ChildProcess(
            name: name,
            program: program,
            arguments: words + ["--log", "kafka://\(bootstrapServers)"] + settings.flatMap { ["--set", $0] },
            environment: environment,
            folder: folder
        )
        return RunningService(process: process, probesPort: probes)
    }
}
