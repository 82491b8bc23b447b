import EventModel
import Foundation
import JSONText
import SQLiteLog
import StageRuntime
import Testing

/// kill -9 of the real `eyrie up` under load: what was acknowledged is kept once, and decided as if nothing happened.
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
        var random = seed
        for round in 0..<(200 / Self.failpoints.count + 1) {
            for failpoint in Self.failpoints {
                random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                // A start passes a few commits (topics, restored groups); from 20 on it is the alerts' turn, too.
                let count = round == 0 ? 1 : Int((random >> 33) % 60) + 1
                let process = try EyrieProcess(folder: folder.path, failpoint: "\(failpoint.rawValue):\(count)")
                if process.isUp {
                    _ = alerts.post(400, to: process.url)
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

        var seen: [String: Int] = [:]
        let log = try ReadOnlySQLiteLog(folder: folder.path)
        #expect(try log.verify().findings == [])
        let parser = JSONParser()
        for partition in 0..<(try log.partitionCount(of: Topics.alerts.name)) {
            let place = TopicPartition(Topics.alerts.name, partition)
            let reader = try log.makeReader(of: place, from: .earliest, to: .latest)
            while let batch = try reader.next(maxWaitMilliseconds: 0) {
                try batch.visit { record in
                    let envelope = try parser.decode(AlertEnvelope.self, from: try #require(record.value))
                    seen[envelope.id.description, default: 0] += 1
                }
            }
        }
        log.close()
        #expect(alerts.acknowledged.subtracting(seen.keys).isEmpty, "an acknowledged alert is missing")
        #expect(seen.values.allSatisfy { $0 == 1 }, "an alert is doubled")
        #expect(Set(seen.keys).subtracting(alerts.sent).isEmpty, "an alert that nobody sent")
        let replay = try EyrieProcess.run(["replay", "verify", "--folder", folder.path])
        #expect(replay.code == 0, "\(replay.output)\(replay.error)")
        #expect(replay.output.contains("the replay equals what was decided live"))
    }
}
