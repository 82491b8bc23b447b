import Foundation
import KafkaLog
import PipelineTestKit

/// A Kafka node of a test's own, which it may pause, stop, and look into; gone with the object.
final class KafkaNode {
    /// Why tests that control a node are skipped.
    static let skipped =
        "EYRIE_TEST_KAFKA is not set, or ../shared/kafka/kafka or java is not there: no node to control"

    /// Only beside a cluster that was set up for tests, so that `make test` stays quick on machines without one.
    static var canStart: Bool {
        TestCluster.isThere && FileManager.default.isExecutableFile(atPath: script)
            && OutsideTool.url(of: "java") != nil
    }

    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    private static let script = Checkout.shared("kafka/kafka")

    /// Data, logs and certificates of the node.
    let folder: String
    let bootstrapServers: String

    /// Starts a node and waits until it is ready, about six seconds.
    ///
    /// - Parameters:
    ///   - port: Its first port; three more follow.
    ///   - isSecure: Whether it listens with TLS and SASL, too.
    ///   - version: Kafka's version, 4.3 or 3.9.
    /// - Throws: ``Failed`` with what the script said.
    init(port: Int, isSecure: Bool = false, version: String = "4.3") throws {
        folder = NSTemporaryDirectory() + "kafka-node-\(port)-\(UUID().uuidString.prefix(8))"
        var arguments = ["start", "--brokers", "1", "--base-port", "\(port)", "--version", version]
        if isSecure {
            arguments.append("--secure")
        }
        do {
            let lines = try Self.run(Self.script, arguments, folder: folder).split(separator: "\n")
            bootstrapServers = lines.last.map(String.init) ?? ""
        } catch {
            _ = try? Self.run(Self.script, ["stop"], folder: folder)
            throw error
        }
    }

    deinit {
        _ = try? Self.run(Self.script, ["stop"], folder: folder)
    }

    /// Runs a command of the script, as `pause 1`.
    @discardableResult
    func run(_ arguments: String...) throws -> String {
        try Self.run(Self.script, arguments, folder: folder)
    }

    /// Settings of its own log on this node.
    var settings: KafkaLogSettings {
        var settings = TestCluster.settings()
        settings.bootstrapServers = bootstrapServers
        return settings
    }

    /// Runs a program and returns what it says.
    @discardableResult
    private static func run(_ program: String, _ arguments: [String], folder: String? = nil) throws -> String {
        let options = "-Xms128m -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1"
        let result = try ChildProcess.run(
            program,
            arguments,
            environment: folder.map { ["KAFKA_TEST_DIR": $0, "KAFKA_JVM_OPTIONS": options] } ?? [:]
        )
        let text = result.output + result.error
        guard result.code == 0 else {
            throw Failed(description: "\(program) \(arguments.joined(separator: " ")): \(text)")
        }
        return result.output
    }
}
