import EventModel
import Foundation
import KafkaLog
import LogPort
import Testing

@testable import eyrie

/// `eyrie doctor` on Kafka without rights; with rights see `AccessTests`.
@Suite("eyrie doctor")
struct DoctorTests {
    @Test("a cluster that does not run cannot be reached, and the cause is reported")
    func nobody() {
        let run = EyrieRun("doctor", "--log", "kafka://127.0.0.1:1", "--set", "kafka.request-timeout=1s")
        #expect(run.code == 1)
        #expect(run.output.contains("BAD:  the cluster cannot be reached"), "\(run.output)")
        #expect(run.output.contains("cause: no process listens at an address"), "\(run.output)")
    }

    @Test("a property that the client refuses is named")
    func refused() {
        let run = EyrieRun("doctor", "--log", "kafka://127.0.0.1:1", "--set", "kafka.properties={\"acks\": \"1\"}")
        #expect(run.code == 1 && run.output.contains("BAD:"), "\(run.output)")
    }

    @Test(
        "writing leaves nothing that is read, clock and compression are seen, and a faulty topic is found",
        .enabled(if: PlainCluster.servers != nil, "EYRIE_TEST_KAFKA is not set: no Kafka cluster to test against")
    )
    func cluster() throws {
        let servers = try #require(PlainCluster.servers)
        let prefix = "d\(UUID().uuidString.prefix(8)).".lowercased()
        let settings = ["--log", "kafka://\(servers)", "--topics", EyrieRun.topics, "--set", "kafka.prefix=\(prefix)"]
        // As many copies as there are brokers: fewer than min.insync.replicas would be a fault, and is called one.
        let copies = "\(min(3, servers.split(separator: ",").count))"
        let apply = ["topics", "apply", "--yes", "--replication", copies, "--partitions", "2"]
        #expect(EyrieRun(apply + settings).code == 0)
        let run = EyrieRun(["doctor"] + settings)
        // Rights that somebody gave on this cluster for another prefix are not this test's.
        let faults = run.output.split(separator: "\n").filter { $0.hasPrefix("BAD:") && !$0.contains("role ") }
        #expect(faults == [], "\(run.output)")
        for line in [
            "good: the brokers are ", "good: every broker is reached", "good: a transaction was written and aborted",
            "good: the broker's clock is within", "good: records are compressed with",
            "good: stage scoring: has read everything",
        ] {
            #expect(run.output.contains(line), "\(line): \(run.output)")
        }
        var logSettings = KafkaLogSettings(bootstrapServers: servers)
        logSettings.prefix = prefix
        let log = try KafkaLog(logSettings)
        defer { log.close() }
        let reader = try log.makeReader(of: TopicPartition(Topics.audit.name, 0), from: .earliest, to: .latest)
        defer { reader.close() }
        #expect(try reader.next(maxWaitMilliseconds: 0) == nil)

        let admin = try KafkaTopicAdmin(KafkaLogSettings(bootstrapServers: servers))
        try admin.set([KafkaProperty("max.message.bytes", "1000000")], of: prefix + Topics.verdicts.name)
        let faulty = EyrieRun(["doctor", "--read-only"] + settings)
        #expect(faulty.code == 1)
        #expect(faulty.output.contains("\(prefix)eyrie.verdicts.v1: max.message.bytes is 1000000"), "\(faulty.output)")
        #expect(faulty.output.contains("not checked: transactions, the brokers' clock and compression: --read-only"))
    }
}
