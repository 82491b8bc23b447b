import ChaosKit
import EventModel
import LogPort
import StageRuntime
import Testing

@Suite("The checker, with one breach planted at a time")
struct RoundCheckerTests {
    private static func violations(_ spoil: (inout RoundEvidence) -> Void) throws -> [Violation.Property: [String]] {
        var evidence = try GoodEvidence.make()
        spoil(&evidence)
        var checker = RoundChecker(evidence)
        return Dictionary(grouping: checker.check().violations, by: \.property).mapValues { $0.map(\.detail) }
    }

    /// A partition with at least ten alerts, by the seed of the evidence.
    private static func busy(_ copy: LogCopy) -> Int32 {
        copy[Topics.alerts.name, 0].count >= copy[Topics.alerts.name, 1].count ? 0 : 1
    }

    @Test("a good round has none", arguments: [1, 2, 3] as [UInt64])
    func good(seed: UInt64) throws {
        var checker = RoundChecker(try GoodEvidence.make(seed: seed))
        let finding = checker.check()
        #expect(finding.violations == [])
        #expect(finding.alerts == GoodEvidence.alertCount)
        #expect(finding.tornRecords == 0)
        // Alerts, vectors, verdicts and at least one record of each changelog.
        #expect(finding.records >= 3 * GoodEvidence.alertCount + 3)
    }

    @Test("an acknowledged alert that is not in the log")
    func lostAlert() throws {
        let found = try Self.violations { evidence in
            let id = EventID(high: 1, low: 2)
            evidence.sent.append(SentAlert(id: id, outcome: .acknowledged))
        }
        #expect(found.keys.map { $0 } == [.alertExactlyOnce])
        #expect(found[.alertExactlyOnce]?.first?.contains("acknowledged and is not in the log") == true)
    }

    @Test(
        "alerts that were refused or never answered may be missing",
        arguments: [.refused(status: 503), .unknown] as [SentAlert.Outcome]
    )
    func unansweredAlert(outcome: SentAlert.Outcome) throws {
        let found = try Self.violations { evidence in
            evidence.sent.append(SentAlert(id: EventID(high: 1, low: 2), outcome: outcome))
        }
        #expect(found.isEmpty)
    }

    @Test("an alert that is in the log twice, whatever its sender was told", arguments: [true, false])
    func alertTwice(isAcknowledged: Bool) throws {
        let found = try Self.violations { evidence in
            let partition = Self.busy(evidence.copy)
            let first = evidence.copy[Topics.alerts.name, partition][0]
            GoodEvidence.append([first], to: Topics.alerts.name, partition, of: &evidence.copy)
            if !isAcknowledged {
                evidence.sent = evidence.sent.map { SentAlert(id: $0.id, outcome: .unknown) }
            }
        }
        #expect(found[.alertExactlyOnce]?.count == 1)
    }

    @Test("an alert that was never sent, as of an aborted transaction")
    func foreignAlert() throws {
        let found = try Self.violations { $0.sent.removeFirst() }
        #expect(found.keys.map { $0 } == [.nothingAborted])
    }

    @Test("an alert without a decision", arguments: [Topics.vectors.name, Topics.verdicts.name])
    func undecided(topic: String) throws {
        let found = try Self.violations { evidence in
            let partition = Self.busy(evidence.copy)
            evidence.copy[topic, partition].removeLast()
        }
        #expect(found[.oneDecision]?.isEmpty == false)
        #expect(found[.sameOutput]?.isEmpty == false)
    }

    @Test("two different decisions of one alert")
    func decidedTwoWays() throws {
        let found = try Self.violations { evidence in
            let partition = Self.busy(evidence.copy)
            var last = evidence.copy[Topics.verdicts.name, partition][3]
            last.value = evidence.copy[Topics.verdicts.name, partition][4].value
            GoodEvidence.append([last], to: Topics.verdicts.name, partition, of: &evidence.copy)
        }
        #expect(found[.oneDecision]?.contains { $0.contains("decided in two ways") } == true)
    }

    @Test("a decision whose input is not there, as of an aborted transaction")
    func foreignDecision() throws {
        let found = try Self.violations { evidence in
            let partition = Self.busy(evidence.copy)
            var record = evidence.copy[Topics.vectors.name, partition][0]
            record.headers = []
            let source = "\(Topics.alerts.name)/\(partition)/999999/0"
            RecordHeaders.append(RecordHeaders.source, Array(source.utf8), to: &record.headers)
            GoodEvidence.append([record], to: Topics.vectors.name, partition, of: &evidence.copy)
        }
        #expect(found[.nothingAborted]?.contains { $0.contains("follows from offset 999999") } == true)
    }

    @Test("decisions in another order than their alerts")
    func otherOrder() throws {
        let found = try Self.violations { evidence in
            let partition = Self.busy(evidence.copy)
            var records = evidence.copy[Topics.verdicts.name, partition]
            let (first, second) = (records[5], records[6])
            records[5] = second
            records[6] = first
            records[5].offset = first.offset
            records[6].offset = second.offset
            evidence.copy[Topics.verdicts.name, partition] = records
        }
        #expect(found[.profileOrder]?.isEmpty == false)
    }

    @Test("verdicts of one profile in another order, with sources that rise")
    func otherOrderInProfile() throws {
        let found = try Self.violations { evidence in
            for partition in 0..<evidence.copy.partitions {
                // Two verdicts of one profile change places and keep the places' sources and offsets.
                var records = evidence.copy[Topics.verdicts.name, partition]
                let keys = records.map(\.key)
                guard let first = keys.indices.first(where: { keys[..<$0].contains(keys[$0]) }),
                    let second = keys[..<first].lastIndex(of: keys[first])
                else { continue }
                let (one, other) = (records[first].value, records[second].value)
                records[first].value = other
                records[second].value = one
                evidence.copy[Topics.verdicts.name, partition] = records
                return
            }
            Issue.record("the seed gives no profile two alerts")
        }
        #expect(found[.profileOrder]?.contains { $0.contains("another order") } == true)
        #expect(found[.sameOutput]?.isEmpty == false)
    }

    @Test("a committed offset that goes back")
    func offsetBack() throws {
        let found = try Self.violations { evidence in
            evidence.samples.append(OffsetSample(group: "eyrie.features", partition: 1, offset: 8))
        }
        #expect(found.keys.map { $0 } == [.offsetsAdvance])
        #expect(found[.offsetsAdvance] == ["eyrie.features, partition 1: from 9 to 8"])
    }

    @Test("an output of other bytes", arguments: [Topics.vectors.name, Topics.verdicts.name])
    func otherBytes(topic: String) throws {
        let found = try Self.violations { evidence in
            let partition = Self.busy(evidence.copy)
            evidence.copy[topic, partition][2].timestampMilliseconds += 1
        }
        #expect(found[.sameOutput]?.contains { $0.contains("record 2 ") } == true)
    }

    @Test(
        "state that was not restored whole",
        arguments: [
            Topics.featuresChangelog.name, Topics.scoringChangelog.name, Topics.incidentsChangelog.name,
        ]
    )
    func lostState(topic: String) throws {
        let found = try Self.violations { evidence in
            let partition = Self.busy(evidence.copy)
            // The last transaction's part of the changelog is lost: a torn one that left its outputs.
            evidence.copy[topic, partition].removeLast(1)
        }
        #expect(found[.sameState]?.isEmpty == false)
    }

    @Test("a torn transaction that the ledger reports is healed, not a violation")
    func tornAndNamed() throws {
        var evidence = try GoodEvidence.make()
        let partition = Self.busy(evidence.copy)
        let repeated = Array(evidence.copy[Topics.verdicts.name, partition].suffix(3))
        GoodEvidence.append(repeated, to: Topics.verdicts.name, partition, of: &evidence.copy)
        evidence.ledger.skipped = 3
        var checker = RoundChecker(evidence)
        let finding = checker.check()
        // What incident tracking read of its input differs: it skipped three records, and its position says so.
        let others = finding.violations.filter { $0.property != .sameState }
        #expect(others == [])
        #expect(finding.tornRecords == 3)
    }

    @Test("a torn transaction that the ledger does not name", arguments: [0, 2, 4] as [Int64])
    func tornAndUnnamed(named: Int64) throws {
        let found = try Self.violations { evidence in
            let partition = Self.busy(evidence.copy)
            let repeated = Array(evidence.copy[Topics.verdicts.name, partition].suffix(3))
            GoodEvidence.append(repeated, to: Topics.verdicts.name, partition, of: &evidence.copy)
            evidence.ledger.skipped = named
        }
        #expect(found[.tornNamed] == ["3 records repeat their source, the ledger names \(named)"])
    }

    @Test("a hole that the ledger found")
    func hole() throws {
        let found = try Self.violations { $0.ledger.addHole("partition 0 offset 7: no decision") }
        #expect(found[.ledgerBalances] == ["partition 0 offset 7: no decision"])
    }
}
