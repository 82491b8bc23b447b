import Foundation
import KafkaLog
import LogPort
import PipelineTestKit

/// The cluster that tests run against, from `EYRIE_TEST_KAFKA` (bootstrap servers).
enum TestCluster {
    /// Why tests that need a cluster are skipped.
    static let skipped = "EYRIE_TEST_KAFKA is not set: no Kafka cluster to test against"

    static var bootstrapServers: String? {
        let servers = ProcessInfo.processInfo.environment["EYRIE_TEST_KAFKA"] ?? ""
        return servers.isEmpty ? nil : servers
    }

    static var isThere: Bool {
        bootstrapServers != nil
    }

    /// Settings of its own log, with time-outs short enough for tests.
    static func settings(prefix: String = "t\(UUID().uuidString.prefix(8)).") -> KafkaLogSettings {
        var settings = KafkaLogSettings(bootstrapServers: bootstrapServers ?? "127.0.0.1:1")
        settings.prefix = prefix
        settings.sessionTimeoutMilliseconds = 3_000
        settings.maxPollIntervalMilliseconds = 4_000
        settings.transactionTimeoutMilliseconds = 10_000
        return settings
    }

    /// An empty log for each clause; a restart is a new log with the same prefix.
    static let harness = EventLogHarness(
        make: { try KafkaLog(settings()) },
        reopen: { log in
            log.close()
            return try KafkaLog(settings(prefix: (log as? KafkaLog)?.settings.prefix ?? ""))
        },
        maintainRemoves: false,
        patienceSeconds: 60
    )
}
