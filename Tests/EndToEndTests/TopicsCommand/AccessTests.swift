import EventModel
import Foundation
import KafkaLog
import LogPort
import NodeAssembly
import Operations
import PipelineTestKit
import StageRuntime
import Testing
import TopicPlanning

@testable import eyrie

@Suite(
    "The rights of each role, on a cluster that refuses what no right allows",
    .enabled(if: SecuredCluster.skipped == nil, "\(SecuredCluster.skipped ?? "")"),
    .serialized,
    SecuredClusterTrait()
)
struct AccessTests {
    private static let stages = Parts.all.stages.map(\.wiring)
    let cluster: SecuredCluster
    private let table: AccessTable

    init() throws {
        cluster = try #require(SecuredCluster.current)
        table = RenderedParts.table(of: try TopicCatalog(folder: EyrieRun.topics), prefix: "")
    }

    // MARK: What each role has to be able to do

    /// The brokers' retention looks at the clock every five seconds, and topics keep a year.
    private static var nowMilliseconds: Int64 {
        Int64(Date().timeIntervalSince1970 * 1_000)
    }

    @Test("a bridge appends what comes in, under its name or as one of several, and reads its own positions and alerts")
    func bridge() throws {
        let log = try cluster.log(as: "bridge")
        defer { log.close() }
        for id in ["bridge", "bridge.edge-1"] {
            let producer = try log.makeProducer(id: id)
            defer { producer.close() }
            let topics = [
                Topics.alerts.name, Topics.sensors.name, Topics.deadLetters.name, Topics.bridgeChangelog.name,
            ]
            _ = try producer.commit(try transaction(topics))
        }
        #expect(try read(Topics.bridgeChangelog.name, log) == 2)
        #expect(try read(Topics.alerts.name, log) > 0)
    }

    @Test("a worker of each stage restores, decides in a transaction and commits its offsets", arguments: stages)
    func worker(wiring: StageWiring) throws {
        let owner = try cluster.log(as: nil)
        let seeding = try owner.makeProducer(id: "seed")
        _ = try seeding.commit(try transaction([wiring.input, Topics.models.name]))
        seeding.close()
        owner.close()
        let log = try cluster.log(as: wiring.name)
        defer { log.close() }
        let worker = try log.makeWorker(group: wiring.group, topics: [wiring.input], member: "\(wiring.name)-0")
        defer { worker.close() }
        var next: Int64?
        let deadline = ContinuousClock.now + .seconds(60)
        while next == nil, ContinuousClock.now < deadline {
            if case .records(let batch) = try worker.poll(maxWaitMilliseconds: 500) {
                batch.visit { next = $0.offset + 1 }
                #expect(batch.source == TopicPartition(wiring.input, 0))
            }
        }
        let offset = try #require(next)
        _ = try read(wiring.changelog, log)
        if table.role(wiring.name)?.rules.contains(where: { $0.name == Topics.models.name }) == true {
            #expect(try read(Topics.models.name, log) > 0)
        }
        var transaction = try transaction([wiring.output, wiring.changelog, wiring.deadLetters])
        transaction.offsets = [LogTransaction.Offset(TopicPartition(wiring.input, 0), next: offset)]
        _ = try worker.commit(transaction)
        #expect(try log.committedOffset(group: wiring.group, in: TopicPartition(wiring.input, 0)) == offset)
        #expect(try read(wiring.changelog, log) > 0)
    }

    @Test("the vault reads incidents and their evidence, a reader reads everything and sees where groups stand")
    func reading() throws {
        let vault = try cluster.log(as: "vault")
        defer { vault.close() }
        for topic in [Topics.incidents.name, Topics.alerts.name, Topics.verdicts.name] {
            _ = try read(topic, vault)
        }
        let reader = try cluster.log(as: "reader")
        defer { reader.close() }
        #expect(try reader.topics().map(\.name) == Topics.all.map(\.name))
        for topic in Topics.all {
            _ = try read(topic.name, reader)
        }
        for wiring in Self.stages {
            _ = try reader.committedOffset(group: wiring.group, in: TopicPartition(wiring.input, 0))
        }
        let plan = EyrieRun(
            "topics",
            "plan",
            "--topics",
            EyrieRun.topics,
            "--replication",
            "1",
            "--config",
            try cluster.configuration(of: "reader")
        )
        #expect(plan.code == 0, "\(plan.output)\(plan.error)")
    }

    @Test("an operator gives orders, an admin agrees cluster and folder")
    func people() throws {
        let log = try cluster.log(as: "operator")
        defer { log.close() }
        let operations = LogOperations(log: log, topology: Parts.all.topology) {
            Timestamp(milliseconds: Self.nowMilliseconds)
        }
        _ = try operations.append(.setThreshold(Milli(rounding: 0.75)), by: "test")
        #expect(try read(Topics.audit.name, log) > 0)
        let folder = FileManager.default.temporaryDirectory.appending(path: "topics-\(UUID().uuidString)")
        try FileManager.default.copyItem(atPath: EyrieRun.topics, toPath: folder.path)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "eyrie.sensors.v1.yaml")
        let text = try String(contentsOf: file, encoding: .utf8)
        try text.replacing("2592000000", with: "2592000001").replacing("partitions: 1", with: "partitions: 2")
            .write(to: file, atomically: true, encoding: .utf8)
        let words = [
            "--topics", folder.path, "--replication", "1", "--config", try cluster.configuration(of: "admin"),
        ]
        #expect(EyrieRun(["topics", "diff"] + words).code == 2)
        let applied = EyrieRun(["topics", "apply", "--yes"] + words)
        #expect(applied.code == 0, "\(applied.error)")
        #expect(EyrieRun(["topics", "plan"] + words).code == 0)
    }

    @Test("the programs run as their roles' users, and stop in order")
    func programs() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "eyrie-roles-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let alerts = (1...5).map { number in
            #"{"output":"x\#(number)","priority":"Critical","rule":"Terminal shell in container","#
                + #""time":"2026-11-21T14:00:0\#(number).000000000Z","source":"syscall","#
                + #""output_fields":{"container.id":"abc","proc.name":"sh"}}"#
        }
        let file = folder.appending(path: "alerts.json")
        try alerts.map { $0 + "\n" }.joined().write(to: file, atomically: true, encoding: .utf8)
        let reader = try cluster.log(as: "reader")
        defer { reader.close() }
        let before = try verdicts(in: reader)

        var programs: [(role: String, program: RunningProcess)] = []
        defer {
            for (_, program) in programs {
                program.send(SIGKILL)
            }
        }
        func start(_ role: String, _ words: [String]) throws {
            let configuration = try cluster.configuration(of: role)
            let program = try RunningProcess(words + ["--config", configuration, "--set", "probes.enabled=false"])
            programs.append((role, program))
        }
        for wiring in Self.stages {
            try start(wiring.name, ["worker", wiring.name, "--name", "w"])
        }
        try start("vault", ["vault", "run", "--set", "vault.file=\(folder.path)/vault.db"])
        try start(
            "bridge",
            [
                "bridge", "--read", file.path, "--set", "bridge.http.port=0", "--set",
                "bridge.http.address=127.0.0.1",
            ]
        )
        let deadline = ContinuousClock.now + .seconds(90)
        while try verdicts(in: reader) < before + alerts.count, ContinuousClock.now < deadline {}
        let said = programs.map { "\($0.role): \($0.program.text)" }.joined(separator: "\n")
        #expect(try verdicts(in: reader) >= before + alerts.count, "\(said)")
        for (role, program) in programs {
            // The bridge has read its file to the end.
            #expect(program.isRunning || role == "bridge", "\(role)")
            #expect(program.stop().code == 0, "\(role): \(program.text.suffix(2_000))")
        }
    }

    // MARK: What each role has to be refused

    @Test("no role may write another topic than its own", arguments: SecuredCluster.roles)
    func foreignWrites(role: String) throws {
        let rights = try #require(table.role(role))
        let log = try cluster.log(as: role)
        defer { log.close() }
        let before = try ends()
        let own = rights.rules.first { $0.resource == .transactionalID }
        for topic in Topics.all where !allows(rights, .topic, topic.name, .write) {
            refused("\(role) writes \(topic.name)") { () throws(LogError) in
                let id = own.map { $0.isPrefix ? "\($0.name)test" : $0.name } ?? "eyrie-\(role)"
                let producer = try log.makeProducer(id: id)
                defer { producer.close() }
                _ = try producer.commit(transaction([topic.name]))
            }
        }
        #expect(try ends() == before)
    }

    @Test("no role may read another topic than its own", arguments: SecuredCluster.roles)
    func foreignReads(role: String) throws {
        let rights = try #require(table.role(role))
        let owner = try cluster.log(as: nil)
        let seeding = try owner.makeProducer(id: "seed")
        _ = try seeding.commit(transaction(Topics.all.map(\.name)))
        seeding.close()
        owner.close()
        let log = try cluster.log(as: role)
        defer { log.close() }
        for topic in Topics.all {
            if allows(rights, .topic, topic.name, .read) {
                #expect(try read(topic.name, log) > 0)
            } else {
                refused("\(role) reads \(topic.name)") { () throws(LogError) in _ = try read(topic.name, log) }
            }
        }
    }

    @Test("no role may use the transactions of another", arguments: SecuredCluster.roles)
    func foreignTransactions(role: String) throws {
        let rights = try #require(table.role(role))
        let log = try cluster.log(as: role)
        defer { log.close() }
        let ids =
            ["bridge", "bridge.edge-1", "bridges", "eyrie-operations", "eyrie-operations2", "x"]
            + Self.stages.map { "\($0.group).\($0.name)-0" }
        for id in ids where !allows(rights, .transactionalID, id, .write) {
            refused("\(role) has transactions of \(id)") { () throws(LogError) in
                try log.makeProducer(id: id).close()
            }
        }
    }

    @Test("no role may join a group of another, or see its offsets without the right", arguments: SecuredCluster.roles)
    func foreignGroups(role: String) throws {
        let rights = try #require(table.role(role))
        let log = try cluster.log(as: role)
        defer { log.close() }
        for wiring in Self.stages where allows(rights, .topic, wiring.input, .describe) {
            let place = TopicPartition(wiring.input, 0)
            if !allows(rights, .group, wiring.group, .describe) {
                refused("\(role) looks at \(wiring.group)") { () throws(LogError) in
                    _ = try log.committedOffset(group: wiring.group, in: place)
                }
            }
        }
        guard let wiring = Self.stages.first(where: { $0.name == role }) else { return }
        // The transactional id begins as its own ones do, so that it is the group that is refused.
        refused("\(role) joins \(wiring.group).x") { () throws(LogError) in
            let worker = try log.makeWorker(group: "\(wiring.group).x", topics: [wiring.input], member: "m")
            defer { worker.close() }
            let deadline = ContinuousClock.now + .seconds(20)
            while ContinuousClock.now < deadline {
                if case .assigned = try worker.poll(maxWaitMilliseconds: 500) {
                    return
                }
            }
        }
    }

    @Test(
        "only the admin may change topics, and only those of the folder",
        arguments: SecuredCluster.roles
    )
    func foreignTopics(role: String) throws {
        let admin = try KafkaTopicAdmin(cluster.settings(as: role))
        refused("\(role) creates eyrie.other.v1") { () throws(LogError) in
            try admin.create("eyrie.other.v1", partitions: 1, replication: 1, entries: [])
        }
        guard role != "admin" else { return }
        refused("\(role) grows eyrie.alerts.v1") { () throws(LogError) in
            try admin.grow("eyrie.alerts.v1", to: 3)
        }
        refused("\(role) shortens eyrie.alerts.v1") { () throws(LogError) in
            try admin.set([KafkaProperty("retention.ms", "1000")], of: "eyrie.alerts.v1")
        }
    }

    @Test("a superuser is not refused, and these tests notice that")
    func everything() throws {
        let log = try cluster.log(as: nil)
        defer { log.close() }
        withKnownIssue {
            refused("the owner writes") { () throws(LogError) in
                let producer = try log.makeProducer(id: "owner")
                defer { producer.close() }
                _ = try producer.commit(transaction([Topics.alerts.name]))
            }
        }
        withKnownIssue {
            refused("the owner reads") { () throws(LogError) in _ = try read(Topics.alerts.name, log) }
        }
    }

    // MARK: Parts

    private func allows(
        _ role: AccessRole,
        _ resource: AccessRule.Resource,
        _ name: String,
        _ operation: AccessRule.Operation
    ) -> Bool {
        role.rules.contains { rule in
            let matches = rule.isPrefix ? name.hasPrefix(rule.name) : name == rule.name
            let implies = operation == .describe && !rule.operations.isEmpty
            return rule.resource == resource && matches && (rule.operations.contains(operation) || implies)
        }
    }

    /// Expects an error that says that it is forbidden; a topic that may not be described looks as if it were not there.
    private func refused(_ what: String, _ body: () throws(LogError) -> Void) {
        do throws(LogError) {
            try body()
            Issue.record("\(what), and is not refused")
        } catch {
            let isRefusal = error.code == .unusable && error.message.contains("AUTHORIZATION_FAILED")
            #expect(isRefusal || error.code == .unknownTopic, "\(what): \(error)")
        }
    }

    private func transaction(_ topics: [String]) throws(LogError) -> LogTransaction {
        let appends = topics.map { topic -> LogTransaction.Append in
            // Stages read their changelogs, where a tombstone of an unknown key is nothing; elsewhere it is a bad record.
            let value = topic.contains(".changelog.") ? nil : Array("{}".utf8)
            let record = LogRecord(key: Array("k".utf8), value: value, timestampMilliseconds: Self.nowMilliseconds)
            guard let frames = LogRecord.frames([record]) else { preconditionFailure("one record makes frames") }
            return LogTransaction.Append(TopicPartition(topic, 0), frames)
        }
        return LogTransaction(appends: appends)
    }

    /// Counts the verdicts on alerts of the test that runs programs.
    private func verdicts(in log: KafkaLog) throws -> Int {
        var count = 0
        for partition in 0..<(try log.partitionCount(of: Topics.verdicts.name)) {
            let place = TopicPartition(Topics.verdicts.name, partition)
            try log.forEach(in: place) { record in
                if let value = record.value, String(decoding: value, as: UTF8.self).contains("Terminal shell") {
                    count += 1
                }
            }
        }
        return count
    }

    /// Reads partition 0 to its end and counts.
    private func read(_ topic: String, _ log: KafkaLog) throws(LogError) -> Int {
        var count = 0
        try log.forEach(in: TopicPartition(topic, 0)) { _ in count += 1 }
        return count
    }

    /// Where each topic ends, seen by the cluster's owner.
    private func ends() throws -> [String: Int64] {
        let log = try cluster.log(as: nil)
        defer { log.close() }
        var ends: [String: Int64] = [:]
        for topic in Topics.all {
            ends[topic.name] = try log.resolve(.latest, in: TopicPartition(topic.name, 0))
        }
        return ends
    }
}
