import Foundation
import PipelineTestKit
import SQLiteLog
import Testing

/// kill -9 of the real `eyrie bridge` on Kafka, at each step of keeping an alert and of moving it on.
@Suite(
    "A bridge on Kafka that is killed",
    .serialized,
    .enabled(if: !KafkaPlace.servers.isEmpty, KafkaPlace.skipped)
)
struct SpoolCrashTests {
    /// Steps of the spool's commits, and of the forwarder's transactions; a bridge sends no offsets and polls nothing.
    static let failpoints =
        CrashRoundTests.failpoints.map(\.rawValue).filter { $0 != "offsets-stored" } + [
            "kafka-mid-transaction", "kafka-before-commit", "kafka-after-commit",
        ]

    @Test("loses no alert that it acknowledged, and writes none twice", arguments: [2] as [UInt64])
    func everyStep(seed: UInt64) throws {
        let folder = try TemporaryFolder()
        let place = try KafkaPlace(folder: folder.path, partitions: 2)
        var alerts = PostedAlerts()
        var random = SeededGenerator(seed: seed)
        for round in 0..<KillRounds.rounds(of: Self.failpoints.count, kills: 2 * Self.failpoints.count) {
            for failpoint in Self.failpoints {
                let isForwarding = failpoint.hasPrefix("kafka-")
                // A first round at the first transactions; then anywhere among those that follow.
                let count = round == 0 ? (isForwarding ? 1 : 4) : random.within(1...(isForwarding ? 6 : 60))
                let bridge = try RunningProcess(
                    ["bridge"] + place.words,
                    environment: ["EYRIE_FAILPOINT": "\(failpoint):\(count)"]
                )
                if bridge.hasSaid("eyrie is up") {
                    _ = alerts.post(20_000, to: bridge.door, connections: round % 2 == 0 ? 1 : 8)
                }
                #expect(
                    bridge.wait().code == -SIGKILL,
                    "\(failpoint):\(count) was never hit (seed \(seed)): \(bridge.text.suffix(1_000))"
                )
            }
        }
        let bridge = try place.start("bridge")
        let areKept = alerts.post(20, to: bridge.door)
        #expect(areKept)
        #expect(bridge.stop().code == 0, "\(bridge.text)")
        let kept = try KeptAlerts(printed: place.run("log", "cat", "alerts"))
        kept.check(alerts)
        #expect(alerts.acknowledged.count > 200, "the rounds took in alerts: \(alerts.acknowledged.count)")
        let ledger = try place.run("ledger")
        #expect(ledger.contains("log: \(kept.ids.count) alerts"), "\(ledger)")
        #expect(ledger.contains("door http: received \(kept.ids.count) = appended \(kept.ids.count) "), "\(ledger)")
    }
}
