import Cryptography
import Database
import EventModel
import ForensicVault
import LogPort
import PipelineTestKit
import Reports
import Telemetry
import Testing

/// What the vault stores, in whatever way it comes.
struct ProjectionTests {
    /// Builds a vault of a whole log and returns the digest of its content.
    private func build(_ path: String, _ log: MemoryLog) throws -> Digest {
        try VaultProjection(path: path, log: log, logger: .silent).catchUp()
        return try VaultReader(path: path).contentDigest()
    }

    @Test("every alert that is evidence is kept byte for byte, and nothing else", arguments: [1, 2, 3] as [UInt64])
    func verbatim(seed: UInt64) throws {
        let folder = try TemporaryFolder(isInMemory: true)
        let cluster = try SampleCluster(seed: seed)
        _ = try build(folder.file("vault.sqlite"), cluster.log)
        let vault = try VaultReader(path: folder.file("vault.sqlite"))
        var kept = 0
        for (id, bytes) in cluster.received {
            let stored = try vault.received(of: id)
            #expect(stored == (cluster.evidence.contains(id) ? bytes : nil))
            kept += stored == nil ? 0 : 1
        }
        #expect(kept == cluster.evidence.count && kept > 50)
        let counts = try vault.counts()
        #expect(counts.map(\.partition) == [0, 1, 2])
        #expect(counts.reduce(0) { $0 + $1.kept } == kept)
        #expect(counts.allSatisfy { $0.alerts == $0.kept && $0.gone == 0 && $0.unreadableRecords == 0 })
        #expect(try vault.faults() == [])
        // Some of them were not UTF-8 and stood in base64 in the log.
        #expect(cluster.evidence.contains { cluster.received[$0]?.contains(0xFF) == true })
    }

    @Test("the list of incidents is what the events say, folded in order", arguments: [1, 2, 3] as [UInt64])
    func fold(seed: UInt64) throws {
        let folder = try TemporaryFolder(isInMemory: true)
        let cluster = try SampleCluster(seed: seed)
        _ = try build(folder.file("vault.sqlite"), cluster.log)
        var expected: [IncidentID: IncidentSummary] = [:]
        for event in cluster.events.values.joined() {
            var summary =
                expected[event.id]
                ?? IncidentSummary(
                    id: event.id,
                    profile: event.profile,
                    entity: event.entity,
                    title: "",
                    severity: .unknown,
                    risk: .zero,
                    alerts: 0,
                    opened: event.opened,
                    lastEvidence: event.opened,
                    triage: .none,
                    closed: nil,
                    closedBy: nil,
                    tactics: []
                )
            summary.title = event.title
            summary.severity = event.severity
            summary.risk = event.risk
            summary.alerts = event.alerts
            summary.tactics = Array(event.tactics)
            summary.lastEvidence = max(summary.lastEvidence, event.evidence?.time ?? event.opened)
            switch event.kind {
            case .acknowledged: summary.triage = .acknowledged
            case .confirmed: summary.triage = .confirmed
            case .markedFalsePositive: summary.triage = .falsePositive
            case .closed:
                summary.closed = event.time
                summary.closedBy = event.by
            case .opened, .evidenceAdded, .escalated, .unknown: break
            }
            expected[event.id] = summary
        }
        let listed = try VaultReader(path: folder.file("vault.sqlite")).incidents()
        #expect(listed.count == expected.count && listed.count > 5)
        for summary in listed {
            #expect(summary == expected[summary.id])
        }
        #expect(Set(listed.map(\.triage)).count > 2)
        #expect(listed.contains { $0.isOpen } && listed.contains { !$0.isOpen })
        // The highest risk first, then the oldest.
        for (one, next) in zip(listed, listed.dropFirst()) {
            #expect((-one.risk.thousandths, one.opened) <= (-next.risk.thousandths, next.opened))
        }
    }

    @Test(
        "batches of any size, partitions in any order, and twice: the same content",
        arguments: 1...6 as ClosedRange<UInt64>
    )
    func commutative(seed: UInt64) throws {
        let folder = try TemporaryFolder(isInMemory: true)
        let cluster = try SampleCluster(seed: 42)
        let expected = try build(folder.file("expected"), cluster.log)

        var random = SeededGenerator(seed: seed)
        let log = cluster.log.reopened(handOut: .random(seed: seed, limit: 9))
        let path = folder.file("other")
        for round in 1...2 {
            let projection = try VaultProjection(
                path: path,
                log: log,
                logger: .silent,
                maximumEvents: random.within(5...40)
            )
            var left = (0..<SampleCluster.partitions).map { TopicPartition(Topics.incidents.name, $0) }
            while !left.isEmpty {
                let index = random.below(left.count)
                if try projection.step(left[index], maxWaitMilliseconds: 0) == 0 {
                    left.remove(at: index)
                }
            }
            #expect(try VaultReader(path: path).contentDigest() == expected, "round \(round)")
            // The second round reads everything again.
            try Database(path: path, access: .readWrite).run("DELETE FROM positions")
        }
        #expect(log.violations == [])
    }

    @Test("a kill at any call of the log leaves a vault that goes on to the same content")
    func killed() throws {
        let folder = try TemporaryFolder(isInMemory: true)
        let cluster = try SampleCluster(seed: 7, count: 25)
        let expected = try build(folder.file("expected"), cluster.log)
        var struck = 0
        var log = cluster.log
        for calls in 0... {
            let path = folder.file("killed-\(calls)")
            log = log.reopened(handOut: .upTo(10))
            log.armFault(calls % 2 == 0 ? .crashBeforeEffect : .crashAfterEffect, afterCalls: calls)
            do {
                try VaultProjection(path: path, log: log, logger: .silent, maximumEvents: 4).catchUp()
            } catch {
                #expect(error.code == .log || error.code == .unavailable)
            }
            guard !log.isFaultPending else { break }
            struck += 1
            log = log.reopened()
            #expect(try build(path, log) == expected, "killed after \(calls) calls")
        }
        log.disarmFault()
        #expect(struck > 20)
    }

    @Test("it continues where it stopped, and reads nothing twice")
    func resumes() throws {
        let folder = try TemporaryFolder(isInMemory: true)
        let cluster = try SampleCluster(seed: 5)
        let first = try VaultProjection(path: folder.file("vault.sqlite"), log: cluster.log, logger: .silent).catchUp()
        #expect(first > 0)
        #expect(
            try VaultProjection(path: folder.file("vault.sqlite"), log: cluster.log, logger: .silent).catchUp() == 0
        )
        let positions = try VaultReader(path: folder.file("vault.sqlite")).counts().map(\.nextOffset)
        let ends = try (0..<SampleCluster.partitions).map {
            try cluster.log.resolve(.latest, in: TopicPartition(Topics.incidents.name, $0))
        }
        #expect(positions == ends)
    }

    @Test("run stores what is there and ends when asked to")
    func run() throws {
        let folder = try TemporaryFolder(isInMemory: true)
        let cluster = try SampleCluster(seed: 5)
        let expected = try build(folder.file("expected"), cluster.log)
        let wanted = try VaultReader(path: folder.file("expected")).counts().map(\.nextOffset)
        var questions = 0
        try VaultProjection(path: folder.file("vault.sqlite"), log: cluster.log, logger: .silent).run {
            questions += 1
            let isDone = (try? VaultReader(path: folder.file("vault.sqlite")).counts().map(\.nextOffset)) == wanted
            return questions > 1000 || isDone
        }
        #expect(try VaultReader(path: folder.file("vault.sqlite")).contentDigest() == expected)
    }
}
