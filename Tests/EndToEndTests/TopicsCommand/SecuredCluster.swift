import Foundation
import KafkaLog
import LogPort
import PipelineTestKit
import Testing

@testable import eyrie

/// A cluster of one node that refuses what no right allows, with a user for each role and the rights of `render sh`.
///
/// Started for a suite and ended with it: by the runner of real clusters beside the package, `../shared/kafka/kafka`.
struct SecuredCluster: Sendable {
    /// The one of the suite that runs.
    @TaskLocal static var current: SecuredCluster?

    static let roles = ["bridge", "features", "scoring", "incidents", "vault", "reader", "operator", "admin"]

    /// Why there is none here; nil when there can be one.
    static var skipped: String? {
        guard ProcessInfo.processInfo.environment["EYRIE_TEST_KAFKA"]?.isEmpty == false else {
            return "EYRIE_TEST_KAFKA is not set: no test is to start a Kafka cluster"
        }
        guard FileManager.default.isExecutableFile(atPath: tool.path) else {
            return "there is no ../shared/kafka/kafka beside the package to start a secured cluster with"
        }
        let java = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains { folder in
            FileManager.default.isExecutableFile(atPath: "\(folder)/java")
        }
        return java ? nil : "there is no java to start a secured cluster with"
    }

    private static let tool = URL(filePath: Checkout.shared("kafka/kafka"))

    private let folder: URL
    private let plainServers: String
    private let servers: String

    /// Starts a cluster, gives each role its rights with the rendered script, and makes the topics as the role admin.
    static func start() throws -> SecuredCluster {
        let folder = FileManager.default.temporaryDirectory.appending(path: "eyrie-secured-\(UUID().uuidString)")
        // Apart from other runs on this machine; the runner of clusters refuses a port that is taken.
        let port = 24_000 + Int(ProcessInfo.processInfo.processIdentifier % 400) * 20
        let users = roles.map { "eyrie-\($0)" }.joined(separator: ",")
        let cluster = folder.appending(path: "cluster")
        func kafka(_ words: String...) throws -> String {
            try shell([tool.path] + words, cluster: cluster)
        }
        _ = try kafka("start", "--brokers", "1", "--base-port", "\(port)", "--authorizer", "--users", users)
        let secured = SecuredCluster(
            folder: folder,
            plainServers: try kafka("bootstrap"),
            servers: try kafka("bootstrap-sasl")
        )
        do {
            try secured.grant()
            try secured.makeTopics()
        } catch {
            secured.stop()
            throw error
        }
        return secured
    }

    func stop() {
        _ = try? Self.shell([Self.tool.path, "stop"], cluster: folder.appending(path: "cluster"))
        try? FileManager.default.removeItem(at: folder)
    }

    /// Settings as one role's user has them; nil is the cluster's owner.
    func settings(as role: String?) -> KafkaLogSettings {
        guard let role else { return KafkaLogSettings(bootstrapServers: plainServers) }
        var settings = KafkaLogSettings(bootstrapServers: servers)
        settings.properties = [
            KafkaProperty("security.protocol", "sasl_ssl"),
            KafkaProperty("sasl.mechanism", "PLAIN"),
            KafkaProperty("sasl.username", "eyrie-\(role)"),
            KafkaProperty("sasl.password", "eyrie-test"),
            KafkaProperty("ssl.ca.location", certificate),
        ]
        return settings
    }

    func log(as role: String?) throws -> KafkaLog {
        try KafkaLog(settings(as: role))
    }

    /// A file of settings for `eyrie` as one role's user.
    func configuration(of role: String) throws -> String {
        let file = folder.appending(path: "\(role).yaml")
        let text = """
            log:
              address: kafka://\(servers)
            kafka:
              properties:
                security.protocol: sasl_ssl
                sasl.mechanism: PLAIN
                sasl.username: eyrie-\(role)
                sasl.password: eyrie-test
                ssl.ca.location: \(certificate)

            """
        try text.write(to: file, atomically: true, encoding: .utf8)
        return file.path
    }

    private var certificate: String {
        folder.appending(path: "cluster/tls/ca.crt").path
    }

    /// Runs the rendered script with stand-ins for Kafka's tools that are not installed here.
    private func grant() throws {
        let script = EyrieRun("topics", "render", "sh", "--topics", EyrieRun.topics, "--part", "access")
        guard script.code == 0 else { throw ChildProcess.Failure(description: script.error) }
        let tools = folder.appending(path: "bin")
        try FileManager.default.createDirectory(at: tools, withIntermediateDirectories: true)
        let standIn = tools.appending(path: "kafka-acls.sh")
        // The runner names the bootstrap servers itself.
        try "#!/bin/sh\nshift 2\nexec '\(Self.tool.path)' acls \"$@\"\n"
            .write(to: standIn, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: standIn.path)
        let file = folder.appending(path: "access.sh")
        try script.output.write(to: file, atomically: true, encoding: .utf8)
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        try Self.shell(
            ["/bin/sh", file.path],
            cluster: folder.appending(path: "cluster"),
            environment: ["BOOTSTRAP": plainServers, "PATH": "\(tools.path):\(path)"]
        )
    }

    private func makeTopics() throws {
        let run = EyrieRun(
            "topics",
            "apply",
            "--yes",
            "--topics",
            EyrieRun.topics,
            "--replication",
            "1",
            "--partitions",
            "2",
            "--config",
            try configuration(of: "admin")
        )
        guard run.code == 0 else { throw ChildProcess.Failure(description: run.error) }
    }

    @discardableResult
    private static func shell(
        _ words: [String],
        cluster: URL,
        environment extra: [String: String] = [:]
    ) throws -> String {
        let environment = extra.merging(["KAFKA_TEST_DIR": cluster.path]) { $1 }
        let result = try ChildProcess.run(words[0], Array(words.dropFirst()), environment: environment)
        guard result.code == 0 else {
            let said = result.error + result.output.suffix(2_000)
            throw ChildProcess.Failure(description: "\(words.prefix(3).joined(separator: " ")): \(said)")
        }
        return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

/// Gives a suite a secured cluster of its own.
struct SecuredClusterTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        let cluster = try SecuredCluster.start()
        defer { cluster.stop() }
        try await SecuredCluster.$current.withValue(cluster) { try await function() }
    }
}
