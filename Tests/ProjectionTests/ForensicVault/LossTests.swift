import Cryptography
import Database
import EventModel
import ForensicVault
import LogPort
import PipelineTestKit
import Reports
import Telemetry
import Testing

/// What the vault does with what is gone, damaged or strange.
struct LossTests {
    private let incidents = TopicPartition(Topics.incidents.name, 0)

    /// A point in time after every alert of a sample.
    private let late = SampleCluster.start.milliseconds + 86_400_000 * 10

    private func build(_ path: String, _ log: MemoryLog) throws -> VaultReader {
        try VaultProjection(path: path, log: log, logger: .silent).catchUp()
        return try VaultReader(path: path)
    }

    @Test("evidence whose alert retention removed is kept as a row with that state")
    func gone() throws {
        let folder = try TemporaryFolder(isInMemory: true)
        let cluster = try SampleCluster(seed: 3, alertRetentionMilliseconds: 1000)
        try cluster.log.maintain(nowMilliseconds: late)
        let vault = try build(folder.file("vault.sqlite"), cluster.log)
        let counts = try vault.counts()
        #expect(counts.reduce(0) { $0 + $1.gone } == cluster.evidence.count)
        #expect(counts.allSatisfy { $0.kept == 0 })
        let incident = try #require(try vault.incidents().first)
        let report = try #require(try vault.report(of: incident.id, madeAt: nil))
        #expect(report.evidence.allSatisfy { $0.received == .missing && $0.verdict == nil })
        #expect(report.evidence.count == incident.alerts)
        #expect(try vault.faults() == [])
    }

    @Test("stored evidence stays when the log removes it, and missing evidence is added when it is found again")
    func forwardOnly() throws {
        let folder = try TemporaryFolder(isInMemory: true)
        let cluster = try SampleCluster(seed: 3, alertRetentionMilliseconds: 1000)
        let same = try SampleCluster(seed: 3)
        let whole = try build(folder.file("vault.sqlite"), cluster.log).contentDigest()
        try cluster.log.maintain(nowMilliseconds: late)
        try Database(path: folder.file("vault.sqlite"), access: .readWrite).run("DELETE FROM positions")
        #expect(try build(folder.file("vault.sqlite"), cluster.log).contentDigest() == whole)

        let other = folder.file("other")
        #expect(try build(other, cluster.log).contentDigest() != whole)
        try Database(path: other, access: .readWrite).run("DELETE FROM positions")
        #expect(try build(other, same.log).contentDigest() == whole)
    }

    @Test("an alert whose bytes are not those of its id is kept and said to be so")
    func mismatch() throws {
        let folder = try TemporaryFolder(isInMemory: true)
        var random = SeededGenerator(seed: 1)
        let alert = try SampleAlert(0, 1, 10, &random)
        // One letter of the command line was changed on the way, the envelope still reads.
        let changed = String(decoding: alert.envelope, as: UTF8.self).replacing(
            "\"hostname\":\"node-1\"",
            with: "\"hostname\":\"node-2\""
        )
        let vault = try build(folder.file("vault.sqlite"), try oneAlertLog(alert, envelope: Array(changed.utf8)))
        let counts = try #require(try vault.counts().first)
        #expect(counts.mismatched == 1 && counts.kept == 0)
        let report = try #require(try vault.report(of: oneIncident, madeAt: nil))
        let bytes = try #require(try vault.received(of: alert.header.digest.eventID))
        #expect(bytes != alert.received && bytes.count == alert.received.count)
        let digest = SHA256.digest(of: bytes).withBytes { Digest($0) }
        #expect(report.evidence.first?.received == .mismatched(digest, count: bytes.count))
        #expect(report.markdown.contains("THE DIGEST IS NOT WHAT THE EVENT'S ID SAYS"))
    }

    @Test("an alert that does not read any more is kept as the record was")
    func unreadableAlert() throws {
        let folder = try TemporaryFolder(isInMemory: true)
        var random = SeededGenerator(seed: 1)
        let alert = try SampleAlert(0, 1, 10, &random)
        let vault = try build(
            folder.file("vault.sqlite"),
            try oneAlertLog(alert, envelope: Array(alert.envelope.dropLast(5)))
        )
        let counts = try #require(try vault.counts().first)
        #expect(counts.unreadable == 1 && counts.kept == 0 && counts.alerts == 1)
    }

    @Test("a damaged place of the log costs the evidence there, and nothing else")
    func damagedAlerts() throws {
        let folder = try TemporaryFolder(isInMemory: true)
        var random = SeededGenerator(seed: 1)
        let alert = try SampleAlert(0, 1, 10, &random)
        let log = try oneAlertLog(alert, envelope: alert.envelope)
        log.damage(TopicPartition(Topics.alerts.name, 0), at: 0)
        let vault = try build(folder.file("vault.sqlite"), log)
        #expect(try vault.counts().first?.gone == 1)
        let report = try #require(try vault.report(of: oneIncident, madeAt: nil))
        #expect(report.evidence.first?.verdict == alert.verdict)
    }

    @Test("a record that is not an incident event is kept and skipped")
    func unreadableRecord() throws {
        let folder = try TemporaryFolder(isInMemory: true)
        var random = SeededGenerator(seed: 1)
        let alert = try SampleAlert(0, 1, 10, &random)
        let log = try oneAlertLog(alert, envelope: alert.envelope, before: [Array("{\"incident\":".utf8)])
        let counts = try #require(try build(folder.file("vault.sqlite"), log).counts().first)
        #expect(counts.unreadableRecords == 1 && counts.kept == 1 && counts.nextOffset == 2)
    }

    @Test("incidents that retention removed first are noted as a gap, and the rest is read")
    func gap() throws {
        let folder = try TemporaryFolder(isInMemory: true)
        let log = MemoryLog()
        try log.create(
            [Topics.alerts.name, Topics.verdicts.name, Topics.incidents.name].map {
                TopicSettings(name: $0, partitions: 1, cleanup: .delete, retentionMilliseconds: 1000)
            }
        )
        var random = SeededGenerator(seed: 1)
        let alert = try SampleAlert(0, 1, 10, &random)
        let producer = try log.makeProducer(id: "p")
        let old = (0..<3).map { LogRecord("k", "old \($0)", at: 5) }
        let event = LogRecord(key: [], value: event(alert).encoded, timestampMilliseconds: 900_000)
        _ = try producer.commit(
            LogTransaction(appends: [.init(incidents, try #require(LogRecord.frames(old + [event])))])
        )
        try log.maintain(nowMilliseconds: 900_500)
        let counts = try #require(try build(folder.file("vault.sqlite"), log).counts().first)
        #expect(counts.missedRecords == 3 && counts.incidents == 1 && counts.nextOffset == 4)
    }

    @Test("a vault that has read further than the log goes belongs to another log")
    func foreignLog() throws {
        let folder = try TemporaryFolder(isInMemory: true)
        _ = try build(folder.file("vault.sqlite"), try SampleCluster(seed: 1).log)
        let empty = try SampleCluster(seed: 1, count: 1)
        let error = #expect(throws: VaultError.self) {
            try VaultProjection(path: folder.file("vault.sqlite"), log: empty.log, logger: .silent)
        }
        #expect(error?.code == .foreignLog)
    }

    // MARK: One alert

    private let oneIncident = IncidentID("0123456789abcdef0123456789abcdef")

    private func event(_ alert: SampleAlert) -> IncidentEvent {
        IncidentEvent(
            kind: .opened,
            id: oneIncident,
            profile: alert.header.profile,
            entity: alert.header.entity,
            time: alert.time,
            severity: .critical,
            risk: Milli(thousandths: 500),
            alerts: 1,
            opened: alert.time,
            evidence: Evidence(
                event: alert.header.digest.eventID,
                time: alert.time,
                receivedMilliseconds: 900_000,
                rule: alert.verdict.rule,
                priority: .critical,
                score: nil,
                isAnomalous: false,
                reasons: [],
                facts: Facts()
            ),
            title: "t",
            tactics: [],
            by: nil,
            note: nil
        )
    }

    private func oneAlertLog(
        _ alert: SampleAlert,
        envelope: [UInt8],
        before: [[UInt8]] = []
    ) throws -> MemoryLog {
        let log = MemoryLog()
        let names = [Topics.alerts.name, Topics.verdicts.name, Topics.incidents.name]
        try log.create(names.map { TopicSettings(name: $0, partitions: 1, cleanup: .delete) })
        let producer = try log.makeProducer(id: "p")
        let values = [[envelope], [alert.verdict.encoded], before + [event(alert).encoded]]
        var transaction = LogTransaction()
        for (name, values) in zip(names, values) {
            let records = values.map { LogRecord(key: [], value: $0, timestampMilliseconds: 900_000) }
            transaction.appends.append(.init(TopicPartition(name, 0), try #require(LogRecord.frames(records))))
        }
        _ = try producer.commit(transaction)
        return log
    }
}
