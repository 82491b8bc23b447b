import EventModel
package import LogPort

/// Proves from the log alone that every alert was decided exactly once, hop by hop.
///
/// A hop is a stage that writes exactly one record for each input record (features, scoring). Input and output of one
/// partition are walked in step: each output has its input's offset in its header, and both rise, so one pass with two
/// readers and constant memory finds every missing, doubled or foreign decision.
package struct Ledger: Sendable {
    private let log: any LogReading

    package init(log: any LogReading) {
        self.log = log
    }

    /// Walks the alerts and every hop.
    ///
    /// - Parameters:
    ///   - hops: The stages with one decision per record, in the order of the pipeline; the first reads the alerts.
    ///   - doors: The doors' counts.
    ///   - vaulted: Alerts in the vault; nil without a vault.
    ///   - vaultedAfter: The stage whose decisions the vault is compared with; nil is the last hop.
    ///   - retried: Alerts that were appended again from their dead letters, by the audit topic.
    ///   - others: Stages with any number of records per input: their outputs are only checked for repeats.
    ///   - recount: Reads the doors' counts again, after the walk: if the log is written meanwhile, the number of
    ///     alerts has to lie between the two; nil when there is no writer.
    /// - Returns: Counts and holes.
    /// - Throws: ``LogError`` when the log cannot be read.
    package func audit(
        hops: [StageWiring],
        doors: [DoorCounts],
        vaulted: Int64?,
        vaultedAfter: String? = nil,
        retried: Int64 = 0,
        others: [StageWiring] = [],
        recount: (() throws(LogError) -> [DoorCounts])? = nil
    ) throws(LogError) -> LedgerReport {
        precondition(!hops.isEmpty, "a ledger has hops")
        var report = LedgerReport()
        report.doors = doors
        report.vaulted = vaulted
        report.vaultedAfter = vaultedAfter
        report.retried = retried
        let letters = try deadLetters(of: hops[0].deadLetters)
        for wiring in hops {
            var hop = LedgerReport.Hop(stage: wiring.name, input: wiring.input, output: wiring.output)
            for partition in 0..<(try log.partitionCount(of: wiring.input)) {
                let walk = HopWalk(log: log, wiring: wiring, partition: partition, letters: letters)
                try walk.run(into: &report, &hop, countsControls: wiring == hops[0])
            }
            report.hops.append(hop)
        }
        for wiring in others {
            for partition in 0..<(try log.partitionCount(of: wiring.output)) {
                var cursor = try DecisionCursor(log: log, output: TopicPartition(wiring.output, partition))
                defer { cursor.close() }
                _ = try cursor.countRest()
                report.addRepeats(cursor)
            }
        }
        for partition in 0..<(try deliveryPartitions()) {
            var walk = DeliveryWalk(log: log, partition: partition)
            try walk.run(into: &report)
        }
        report.alerts = report.hops[0].entered
        try nameDamage(in: &report)
        let later = try recount?() ?? doors
        checkDoors(&report, upTo: later)
        // The counts for the alerts of the walk.
        report.doors = later
        return report
    }

    /// Names what was damaged and set aside, and has nothing in its place: alerts are lost, other gaps follow from it.
    private func nameDamage(in report: inout LedgerReport) throws(LogError) {
        let topics = Set(report.hops.flatMap { [$0.input, $0.output] })
        for damage in try log.damage(in: nil) where damage.remedy == nil {
            if damage.partition.topic == report.hops[0].input {
                report.damaged += Int64(damage.recordCount)
            }
            if topics.contains(damage.partition.topic) {
                report.addHole("\(damage)")
            }
            report.hasDamagedCounts = report.hasDamagedCounts || damage.partition.topic == Topics.bridgeChangelog.name
        }
    }

    /// A log of an earlier version has no topic of deliveries, and no effect that ever told anybody.
    private func deliveryPartitions() throws(LogError) -> Int32 {
        do throws(LogError) {
            return try log.partitionCount(of: Topics.deliveries.name)
        } catch {
            guard error.code == .unknownTopic else { throw error }
            return 0
        }
    }

    private func checkDoors(_ report: inout LedgerReport, upTo later: [DoorCounts]) {
        for door in report.doors where !door.isBalanced {
            report.addHole("door \(door.name) received \(door[.received]) and accounts for another number")
        }
        if let vaulted = report.vaulted, let decided = report.vaultedHop?.decided, vaulted > decided {
            report.addHole("the vault holds \(vaulted) alerts of \(decided) decided ones")
        }
        let appended = Self.appended(report.doors)
        let possible = appended...max(appended, Self.appended(later))
        let known = report.alerts + report.hops[0].removed + report.damaged
        if report.hasDamagedCounts, known - report.retried > possible.upperBound {
            // Which door it was stood in the damaged batch.
            report.uncounted = known - report.retried - possible.upperBound
            return
        }
        if !report.doors.isEmpty, report.hops[0].removed == 0, !possible.contains(known - report.retried) {
            let again = report.retried > 0 ? ", people appended \(report.retried) again," : ""
            report.addHole("the doors appended \(appended) alerts\(again) and the log holds \(known)")
        }
    }

    private static func appended(_ doors: [DoorCounts]) -> Int64 {
        Int64(clamping: doors.reduce(0) { $0 + $1[.appended] })
    }

    /// Reads the coordinates of all dead letters, sorted; 32 bytes each.
    private func deadLetters(of topic: String) throws(LogError) -> DeadLetterIndex {
        var index = DeadLetterIndex()
        for partition in 0..<(try log.partitionCount(of: topic)) {
            try log.forEach(in: TopicPartition(topic, partition)) { record in
                if let header = record.header(RecordHeaders.source) {
                    index.add(String(decoding: header, as: UTF8.self))
                }
            }
        }
        index.sort()
        return index
    }
}
