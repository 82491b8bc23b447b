import Foundation
import HTTPRequests
import PipelineTestKit
import Testing

/// The pipeline as separate processes on a real cluster, by the commands that a person types.
@Suite("The pipeline on Kafka", .enabled(if: !KafkaPlace.servers.isEmpty, KafkaPlace.skipped), .serialized)
struct KafkaPipelineTests {
    /// The bound for an orderly end, in seconds.
    private static let stopBound = 5.0

    @Test(
        "bridge, three workers and vault: from a quiet day to a report, with workers that leave",
        arguments: [7 as UInt64]
    )
    func wholeLife(seed: UInt64) throws {
        let folder = try TemporaryFolder()
        let place = try KafkaPlace(folder: folder.path, partitions: 4)
        let bridge = try place.start("bridge", "--name", "edge", "--cluster", "local")
        let first = try place.start("worker", "features", "scoring", "incidents", "--name", "first")
        let second = try place.start("worker", "features", "scoring", "incidents", "--name", "second", "--threads", "2")
        // More members than partitions: some stand by, and are ready all the same.
        let third = try place.start("worker", "incidents", "--name", "third", "--threads", "3")
        let vault = try place.start("vault", "run")
        #expect(first.hasSaid("a worker is ready", times: 3), "\(first.text)")
        #expect(second.hasSaid("a worker is ready", times: 6), "\(second.text)")
        #expect(third.hasSaid("a worker is ready", times: 3), "\(third.text)")
        for process in [bridge, first, second, third] {
            #expect(try process.probe("/readyz") == 200)
            #expect(try process.probe("/healthz") == 200)
        }

        let generator = AlertGenerator(seed: seed, shape: ClusterShape(workloads: 8, podsPerWorkload: 2, nodes: 3))
        let quiet = generator.quietDay(alerts: 800)
        #expect(KafkaPlace.post(KafkaPlace.bytes(quiet), to: bridge.door) == 800)
        let learned = try place.ledgerWhenDecided(atLeast: 800)
        #expect(learned.code == 0, "\(learned.output)\(learned.error)")
        #expect(try place.run("model", "train", "--activate").contains("trained on 800 vectors"))
        #expect(try place.run("model", "list").contains("(active)"))

        // One leaves while alerts come: the others take its partitions.
        let last = try #require(quiet.entries.last).nanoseconds
        let intrusion = generator.intrusion(at: last + 60_000_000_000)
        let stopping = ContinuousClock.now
        first.send(SIGTERM)
        let accepted = KafkaPlace.post(KafkaPlace.bytes(intrusion.alerts), to: bridge.door, connections: 1)
        #expect(accepted == intrusion.alerts.count)
        #expect(first.wait().code == 0, "\(first.text)")
        #expect(stopping.duration(to: .now) < .seconds(Self.stopBound))

        let id = String(try #require(try place.incident("\(intrusion.namespace)/\(intrusion.workload)/")))
        #expect(try vault.probe("/readyz") == 200)
        #expect(try place.run("incidents", "show", id).contains(intrusion.pod))
        #expect(try place.run("triage", "confirmed", id, "--note", "it was one").contains("confirmed"))
        #expect(try place.run("report", "incident", id).contains(intrusion.pod))
        #expect(try place.run("report", "period").contains(id.prefix(8)))

        let total = 800 + intrusion.alerts.count
        let ledger = try place.ledgerWhenDecided(atLeast: total)
        #expect(ledger.code == 0, "\(ledger.output)\(ledger.error)")
        #expect(ledger.output.contains("door edge/http: received \(total) = appended \(total) "), "\(ledger.output)")
        #expect(ledger.output.contains("the ledger balances"))
        #expect(try place.run("log", "topics").contains("eyrie.alerts.v1"))
        let alerts = try place.run("log", "cat", "alerts").split(separator: "\n")
        // Each partition has the activation, one has the triage.
        #expect(alerts.count == total + 4 + 1)
        #expect(try place.run("log", "verify").contains("all good"))
        #expect(try place.run("replay", "verify").contains("the replay equals what was decided live"))

        for (name, process) in [("bridge", bridge), ("second", second), ("third", third), ("vault", vault)] {
            let end = process.stop()
            #expect(end.code == 0, "\(name): \(process.text)")
            #expect(end.seconds < Self.stopBound, "\(name)")
        }
        let after = try EyrieProcess.run(["ledger"] + place.words)
        #expect(after.code == 0, "\(after.output)")
    }

    @Test("a worker or bridge whose name another one took ends by itself with exit code 3 and says why")
    func fencedTwin() throws {
        let folder = try TemporaryFolder()
        let place = try KafkaPlace(folder: folder.path, partitions: 2)
        let bridge = try place.start("bridge")
        let worker = try place.start("worker", "features", "scoring", "--name", "same")
        #expect(worker.hasSaid("a worker is ready", times: 2), "\(worker.text)")
        var posted = PostedAlerts()
        let isTaken = posted.post(20, to: bridge.door)
        #expect(isTaken)
        let before = try place.ledgerWhenDecided(atLeast: 20)
        #expect(before.code == 0, "\(before.output)\(before.error)")

        let twin = try place.start("worker", "features", "scoring", "--name", "same")
        #expect(twin.hasSaid("a worker is ready", times: 2), "\(twin.text)")
        let isTakenAgain = posted.post(20, to: bridge.door)
        #expect(isTakenAgain)
        let end = worker.wait()
        #expect(end.code == 3, "\(worker.text)")
        #expect(worker.text.contains("another process has taken this worker's name"), "\(worker.text)")
        let decided = try place.ledgerWhenDecided(atLeast: 40)
        #expect(decided.code == 0, "\(decided.output)\(decided.error)")
        #expect(decided.output.contains("features: 40 in eyrie.alerts.v1 = decided 40 "), "\(decided.output)")

        let refused = try EyrieProcess.run(["bridge"] + place.words)
        #expect(refused.code == 1 && refused.error.contains("owns it"), "\(refused.error)")
        let other = try place.start("bridge", "--set", "bridge.spool.folder=\(folder.path)/other")
        let isTakenByOther = posted.post(1, to: other.door)
        #expect(isTakenByOther)
        // What the fenced one took stays in its spool.
        let isTakenByFenced = posted.post(1, to: bridge.door)
        #expect(isTakenByFenced)
        #expect(bridge.wait().code == 3, "\(bridge.text)")
        #expect(other.stop().code == 0, "\(other.text)")
        let heir = try place.start("bridge")
        let isTakenByHeir = posted.post(1, to: heir.door)
        #expect(isTakenByHeir)
        let ledger = try place.ledgerWhenDecided(atLeast: 43)
        #expect(ledger.output.contains("decided 43 "), "\(ledger.output)")
        #expect(ledger.output.contains("door http: received 43 = appended 43 "), "\(ledger.output)")
        #expect(ledger.output.contains("the ledger balances"))
        for process in [twin, heir] {
            #expect(process.stop().code == 0, "\(process.text)")
        }
    }

    @Test("a bridge that starts without its cluster takes alerts, and they are in the log once it is there")
    func clusterAway() throws {
        let folder = try TemporaryFolder()
        let place = try KafkaPlace(folder: folder.path, partitions: 2)
        // Port 1 (tcpmux) is unused.
        let nobody = place.words(throughServers: "127.0.0.1:1")
        let alone = try RunningProcess(["bridge"] + nobody + ["--set", "kafka.request-timeout=1s"])
        #expect(alone.hasSaid("eyrie is up"), "\(alone.text)")
        var posted = PostedAlerts()
        let isTaken = posted.post(30, to: alone.door)
        #expect(isTaken)
        #expect(try alone.probe("/readyz") == 200)
        let end = alone.stop()
        #expect(end.code == 0 && end.seconds < Self.stopBound, "\(alone.text)")
        #expect(try place.run("ledger").contains("log: 0 alerts"))

        let bridge = try place.start("bridge")
        let worker = try place.start("worker", "features", "scoring")
        let isTakenAgain = posted.post(30, to: bridge.door)
        #expect(isTakenAgain)
        let ledger = try place.ledgerWhenDecided(atLeast: 60)
        #expect(ledger.code == 0, "\(ledger.output)\(ledger.error)")
        #expect(ledger.output.contains("door http: received 60 = appended 60 "), "\(ledger.output)")
        for process in [bridge, worker] {
            #expect(process.stop().code == 0, "\(process.text)")
        }
    }

    @Test("processes that need the topics say so and make none")
    func noTopics() throws {
        let folder = try TemporaryFolder()
        let words = [
            "--log", "kafka://\(KafkaPlace.servers)", "--folder", folder.path, "--set", "probes.enabled=false", "--set",
            "bridge.http.enabled=false", "--set", "kafka.prefix=none\(UUID().uuidString.prefix(8)).",
        ]
        for command in [["bridge"], ["worker", "features"], ["vault", "run"], ["ledger"], ["model", "list"]] {
            let result = try EyrieProcess.run(command + words)
            #expect(result.code == 1, "\(command)")
            #expect(result.error.contains("eyrie topics apply"), "\(command): \(result.error)")
        }
        #expect(try EyrieProcess.run(["log", "topics"] + words).output.split(separator: "\n").count == 1)
    }
}
