import EventModel
import FeatureExtraction
import Foundation
import KafkaLog
import Lifecycle
import PipelineTestKit
import StageKit
import StageRuntime
import Synchronization
import Telemetry
import Testing

/// The feature stage on a real cluster: whatever members do, what one worker alone decides is in the topics.
@Suite(
    "Rebalance and restore with a real stage",
    .serialized,
    .enabled(if: TestCluster.isThere, "\(TestCluster.skipped)")
)
struct RebalanceTests {
    private static let partitions: Int32 = 4
    private static let alerts = FeatureAlerts(seed: 11, count: 240, partitions: partitions)

    @Test("one worker, then three, then one: every output byte and every state equal those of a single worker")
    func members() throws {
        let trial = try KafkaStageTrial(partitions: Self.partitions)
        let all = Self.alerts.input
        try trial.append(all[..<80])
        let first = trial.start("0")
        try trial.waitForCommits(upTo: 40)
        // Members join while alerts arrive.
        let others = [trial.start("1"), trial.start("2")]
        for start in stride(from: 80, to: 160, by: 20) {
            try trial.append(all[start..<start + 20])
        }
        try trial.waitForCommits(upTo: 160)
        try waitUntil("three members share the partitions") {
            trial.log.counters.rebalances.value >= 4
        }
        // Two leave while alerts arrive.
        for worker in others {
            worker.stop.set()
        }
        for start in stride(from: 160, to: 240, by: 20) {
            try trial.append(all[start..<start + 20])
        }
        for worker in others {
            try worker.join()
        }
        try trial.waitForCommits(upTo: 240)
        first.stop.set()
        try first.join()
        try trial.expectEqualToOneWorker(records: 240)
    }

    @Test("a worker that dies in the middle of a restore leaves nothing behind; the next one restores and goes on")
    func restartWhileRestoring() throws {
        let trial = try KafkaStageTrial(partitions: Self.partitions)
        let all = Self.alerts.input
        try trial.append(all[..<120])
        let first = trial.start("0")
        try trial.waitForCommits(upTo: 120)
        first.stop.set()
        try first.join()
        try trial.append(all[120...])
        // The reader of the second partition's changelog fails: the worker ends in the middle of its restore.
        for failing in 1...3 {
            let broken = trial.start("0", failingReader: failing)
            let error = #expect(throws: StageFault.self) { try broken.join() }
            #expect("\(String(describing: error))".contains("planted"))
        }
        #expect(try trial.committed() == 120)
        let last = trial.start("0")
        try trial.waitForCommits(upTo: 240)
        last.stop.set()
        try last.join()
        try trial.expectEqualToOneWorker(records: 240)
    }

    @Test("what a restore reads is the changelog as of the committed offsets, read as stable before it")
    func restoreOrder() throws {
        let trial = try KafkaStageTrial(partitions: 1)
        try trial.append(FeatureAlerts(seed: 12, count: 20, partitions: 1).input[...])
        // A worker that died in the middle of its first commit: offsets and changelog are in an open transaction.
        let settings = trial.log.settings
        let dead = try OpenTransaction(id: "\(settings.prefix)eyrie.features.dead", settings)
        try dead.produce("not state", to: settings.prefix + "state")
        try dead.sendOffset(20, of: settings.prefix + "in", group: settings.prefix + "eyrie.features")
        // Another name, so nothing settles it but its time-out (3 s).
        let worker = trial.start("1")
        try trial.waitForCommits(upTo: 20)
        worker.stop.set()
        try worker.join()
        // Had it taken the offset, nothing would be decided; had it read the changelog's open record, it had ended.
        try trial.expectEqualToOneWorker(records: 20)
    }

    @Test("a worker that was silent for too long drops its partitions and joins again")
    func silent() throws {
        let trial = try KafkaStageTrial(partitions: Self.partitions)
        let all = Self.alerts.input
        try trial.append(all[..<100])
        // Silent for longer than max.poll.interval.ms (4 s) after its second batch of records.
        let silent = trial.start("0", pausesAfterRecords: 2, pauseSeconds: 6)
        try waitUntil("the first is silent") { silent.isPaused }
        let heir = trial.start("1")
        try trial.waitForCommits(upTo: 100)
        try trial.append(all[100...])
        try trial.waitForCommits(upTo: 240)
        try waitUntil("the silent one is back") { !silent.isPaused }
        try waitUntil("it was told, and has joined again") { trial.log.counters.rebalances.value >= 4 }
        for worker in [silent, heir] {
            worker.stop.set()
            try worker.join()
        }
        try trial.expectEqualToOneWorker(records: 240)
    }
}
