import Foundation
import PipelineTestKit
import SQLiteLog
import Testing

/// kill -9 of the real `eyrie up` under load: acknowledged alerts are kept once, and decided as if nothing happened.
@Suite("A pipeline that is killed", .serialized)
struct CrashRoundTests {
    /// Points that every commit passes; those of maintenance are reached by the engine's own tests.
    static let failpoints = Failpoint.allCases.filter { point in
        !point.rawValue.hasPrefix("retention") && !point.rawValue.hasPrefix("compaction")
            && !point.rawValue.hasSuffix("checkpoint")
    }

    @Test("at every step of a commit, again and again", arguments: [1])
    func everyStep(seed: UInt64) throws {
        let folder = try TemporaryFolder()
        var alerts = PostedAlerts()
        var random = SeededGenerator(seed: UInt64(seed))
        for round in 0..<KillRounds.rounds(of: Self.failpoints.count, kills: 200) {
            for failpoint in Self.failpoints {
                // A start passes a few commits (topics, restored groups); from 20 on it is the alerts' turn, too.
                let count = round == 0 ? 1 : random.within(1...60)
                let process = try EyrieProcess(
                    folder: folder.path,
                    failpoint: "\(failpoint.rawValue):\(count)",
                    // The log alternates between stages that are a chain and stages one by one.
                    words: random.oneIn(3) ? ["--set", "worker.chain=false"] : []
                )
                // Groups are what counts, not alerts: more connections make larger ones, and a chain makes few commits.
                var posts = 0
                while process.isUp, process.isRunning, posts < 40 {
                    _ = alerts.post(500, to: process.url, connections: round % 2 == 0 ? 1 : 8)
                    posts += 1
                }
                if posts == 40 {
                    process.send(SIGTERM)
                }
                #expect(process.wait() == -SIGKILL, "\(failpoint.rawValue):\(count) was never hit (seed \(seed))")
            }
        }
        try checkAfterwards(folder, &alerts)
        #expect(alerts.acknowledged.count > 200, "the rounds took in alerts: \(alerts.acknowledged.count)")
    }

    /// Lets a healthy process catch up, stops it, and asks every checker there is.
    private func checkAfterwards(_ folder: TemporaryFolder, _ alerts: inout PostedAlerts) throws {
        let process = try EyrieProcess(folder: folder.path)
        #expect(process.isUp)
        let areAllKept = alerts.post(50, to: process.url)
        #expect(areAllKept)
        let ledger = try EyrieProcess.ledgerWhenDecided(folder.path)
        #expect(ledger.code == 0, "\(ledger.output)\(ledger.error)")
        process.send(SIGTERM)
        #expect(process.wait() == 0)

        try KeptAlerts(folder: folder.path).check(alerts)
        let replay = try EyrieProcess.run(["replay", "verify", "--folder", folder.path])
        #expect(replay.code == 0, "\(replay.output)\(replay.error)")
        #expect(replay.output.contains("the replay equals what was decided live"))
    }
}
