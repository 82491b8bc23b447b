import ChaosKit
import Foundation
import Testing

/// Where a cluster stands that tests may disturb.
enum ChaosCluster {
    static let skipped = """
        EYRIE_TEST_KAFKA_CONTROL (path of the kafka script) and KAFKA_TEST_DIR are not set: no cluster of three nodes \
        to disturb
        """

    static var control: (script: String, folder: String)? {
        let environment = ProcessInfo.processInfo.environment
        guard let script = environment[ClusterControl.variable], !script.isEmpty,
            let folder = environment["KAFKA_TEST_DIR"]
        else { return nil }
        return (script, folder)
    }

    static var isThere: Bool {
        control != nil
    }
}

@Suite("A round of chaos")
struct ChaosRoundTests {
    @Test(
        "one round holds every property, and each fault of it strikes",
        .enabled(if: ChaosCluster.isThere, Comment(rawValue: ChaosCluster.skipped)),
        arguments: [20_261_121] as [UInt64]
    )
    func round(seed: UInt64) throws {
        let (script, folder) = try #require(ChaosCluster.control)
        let logs = FileManager.default.temporaryDirectory.appendingPathComponent("chaos-\(UUID().uuidString)")
        let control = try ClusterControl(script: script, folder: folder)
        let settings = RoundSettings(cluster: control, program: Self.eyrie, folder: logs.path)
        let round = try ChaosRound(settings, Schedule(seed: seed, round: 0))
        let report = try round.run()
        #expect(report.finding.violations == [], "\(report.lines.joined(separator: "\n"))")
        #expect(report.missed == [])
        #expect(report.acknowledged > 0)
        #expect(report.kills > 0)
        #expect(report.rebalances > 0)
        try round.removeTopics()
        try FileManager.default.removeItem(at: logs)
    }

    /// The program is built beside the tests, because this target depends on it.
    private static var eyrie: String {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("eyrie").path
    }
}
