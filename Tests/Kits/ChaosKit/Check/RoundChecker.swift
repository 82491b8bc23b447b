import EventModel
import JSONText
import NodeAssembly
import PartKit
import StageRuntime

/// Checks exactly-once processing with the sent alerts and the records read back.
///
/// It knows nothing of how the log was written and decides everything again from the alerts in it. A record whose
/// source coordinate was there before is what a torn transaction leaves (KAFKA-17754): readers skip it, so it is not a
/// violation when it says the same as the first and the ledger counts it.
///
/// Source: kafka.md 6.1, after Jepsen's checks of Kafka-like logs.
package struct RoundChecker {
    private let evidence: RoundEvidence
    private let parser = JSONParser()
    private var finding = Finding()

    package init(_ evidence: RoundEvidence) {
        self.evidence = evidence
    }

    /// Checks everything.
    package mutating func check() -> Finding {
        finding.records = evidence.copy.topics.values.joined().reduce(0) { $0 + $1.count }
        checkAlerts()
        var torn: Int64 = 0
        for wiring in Parts.all.stages.map(\.wiring) {
            let isHop = wiring.node.writesOneForEach
            for partition in 0..<evidence.copy.partitions {
                let repeats = checkHop(wiring, partition, isOneToOne: isHop)
                torn += Int64(repeats)
                finding.tornRecords += repeats
            }
        }
        if torn != evidence.ledger.skipped {
            finding.add(.tornNamed, "\(torn) records repeat their source, the ledger names \(evidence.ledger.skipped)")
        }
        for hole in evidence.ledger.holes {
            finding.add(.ledgerBalances, hole)
        }
        checkVerdicts()
        checkSamples()
        finding.add(Recomputation(evidence.copy).compare())
        return finding
    }

    // MARK: Alerts

    private mutating func checkAlerts() {
        var counts: [EventID: Int] = [:]
        for partition in 0..<evidence.copy.partitions {
            for record in evidence.copy[Topics.alerts.name, partition] where !Self.isControl(record) {
                guard let alert = alert(record) else {
                    finding.add(.nothingAborted, "alert \(partition)/\(record.offset) does not decode")
                    continue
                }
                finding.alerts += 1
                counts[alert.id, default: 0] += 1
            }
        }
        var sent: Set<EventID> = []
        for alert in evidence.sent {
            sent.insert(alert.id)
            let count = counts[alert.id] ?? 0
            if alert.outcome == .acknowledged, count == 0 {
                finding.add(.alertExactlyOnce, "alert \(alert.id) was acknowledged and is not in the log")
            }
            if alert.outcome != .acknowledged {
                finding.unacknowledged += min(1, count)
            }
            if count > 1 {
                finding.add(.alertExactlyOnce, "alert \(alert.id) is in the log \(count) times, \(alert.outcome)")
            }
        }
        for id in counts.keys.sorted() where !sent.contains(id) {
            finding.add(.nothingAborted, "alert \(id) is in the log and was never sent")
        }
    }

    // MARK: Hops

    /// Follows source coordinates along one partition of a stage's output.
    ///
    /// - Returns: How many records repeat one.
    private mutating func checkHop(_ wiring: StageWiring, _ partition: Int32, isOneToOne: Bool) -> Int {
        let input = evidence.copy[wiring.input, partition]
        let inputs = Dictionary(uniqueKeysWithValues: input.map { ($0.offset, $0) })
        let effective = Effective(evidence.copy[wiring.output, partition])
        var decisions: [Int64: Int] = [:]
        for (source, record) in effective.records {
            guard let origin = inputs[source.offset] else {
                finding.add(
                    .nothingAborted,
                    "\(wiring.output)/\(partition) offset \(record.offset) follows from offset \(source.offset) of "
                        + "\(wiring.input), which is not there"
                )
                continue
            }
            if Self.isControl(origin) == Self.isControl(record) {
                decisions[source.offset, default: 0] += 1
            }
        }
        finding.add(effective.violations.map { Violation($0.property, "\(wiring.output)/\(partition) \($0.detail)") })
        guard isOneToOne else { return effective.repeats }
        // A record that itself repeats another is skipped by the stage.
        let skipped = Effective(input).skippedOffsets
        for record in input where !skipped.contains(record.offset) {
            let count = decisions[record.offset] ?? 0
            if count != 1, !isDeadLetter(wiring, partition, record.offset) {
                finding.add(
                    .oneDecision,
                    "\(wiring.input)/\(partition) offset \(record.offset) has \(count) records in \(wiring.output)"
                )
            }
        }
        return effective.repeats
    }

    private func isDeadLetter(_ wiring: StageWiring, _ partition: Int32, _ offset: Int64) -> Bool {
        let coordinates = Array("\(wiring.input)/\(partition)/\(offset)".utf8)
        return evidence.copy[wiring.deadLetters, 0].contains { $0.key == coordinates }
    }

    // MARK: Verdicts

    /// Each alert has one verdict of each model that decided it, and a profile's verdicts come in its alerts' order.
    private mutating func checkVerdicts() {
        var decided: [String: Int] = [:]
        for partition in 0..<evidence.copy.partitions {
            var alerts: [String: [EventID]] = [:]
            for record in evidence.copy[Topics.alerts.name, partition] {
                if let alert = alert(record) {
                    alerts[alert.profile.rawValue, default: []].append(alert.id)
                }
            }
            var verdicts: [String: [EventID]] = [:]
            for (_, record) in Effective(evidence.copy[Topics.verdicts.name, partition]).records {
                guard let verdict = verdict(record) else { continue }
                verdicts[verdict.profile.rawValue, default: []].append(verdict.event)
                let name = "\(verdict.event) by model \(verdict.model?.description ?? "none")"
                decided[name, default: 0] += 1
                finding.scored += verdict.model == nil ? 0 : 1
            }
            for profile in Set(alerts.keys).union(verdicts.keys).sorted() {
                let wanted = alerts[profile] ?? []
                let found = verdicts[profile] ?? []
                if wanted.sorted() == found.sorted(), wanted != found {
                    finding.add(.profileOrder, "partition \(partition), profile \(profile): another order")
                } else if Set(wanted) != Set(found) {
                    finding.add(
                        .oneDecision,
                        "partition \(partition), profile \(profile): \(wanted.count) alerts, \(found.count) verdicts"
                    )
                }
            }
        }
        for (name, count) in decided.sorted(by: { $0.key < $1.key }) where count > 1 {
            finding.add(.oneDecision, "alert \(name) has \(count) verdicts")
        }
    }

    private mutating func checkSamples() {
        var last: [String: Int64] = [:]
        for sample in evidence.samples {
            let place = "\(sample.group), partition \(sample.partition)"
            if let before = last[place], sample.offset < before {
                finding.add(.offsetsAdvance, "\(place): from \(before) to \(sample.offset)")
            }
            last[place] = sample.offset
        }
    }

    // MARK: Decoding

    private static func isControl(_ record: CopiedRecord) -> Bool {
        record.value.map { $0.withUnsafeBytes { Control.isControl($0) } } ?? false
    }

    private func alert(_ record: CopiedRecord) -> AlertEnvelope? {
        guard let value = record.value, !Self.isControl(record) else { return nil }
        return try? parser.decode(AlertEnvelope.self, from: value)
    }

    private func verdict(_ record: CopiedRecord) -> Verdict? {
        guard let value = record.value, !Self.isControl(record) else { return nil }
        return try? parser.decode(Verdict.self, from: value)
    }
}
