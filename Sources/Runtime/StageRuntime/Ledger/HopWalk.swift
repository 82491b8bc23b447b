import EventModel
import LogPort

/// Walks one partition of a stage's input and output in step.
struct HopWalk {
    let log: any LogReading
    let wiring: StageWiring
    let partition: Int32
    let letters: DeadLetterIndex

    /// Adds the counts and every gap to the report.
    func run(
        into report: inout LedgerReport,
        _ hop: inout LedgerReport.Hop,
        countsControls: Bool
    ) throws(LogError) {
        let input = TopicPartition(wiring.input, partition)
        let committed = try log.committedOffset(group: wiring.group, in: input) ?? 0
        let end = try log.resolve(.latest, in: input)
        let earliest = try log.resolve(.earliest, in: input)
        var decisions = try DecisionCursor(log: log, output: TopicPartition(wiring.output, partition))
        defer { decisions.close() }
        hop.removed += try decisions.skip(before: earliest)
        var damaged = try log.damage(in: input).filter { $0.remedy == nil }[...]
        try log.forEach(in: input, from: .offset(earliest), to: .offset(end)) { (record) throws(LogError) in
            let isControl = record.value.map { Control.isControl($0) } ?? false
            if isControl {
                report.controls += countsControls ? 1 : 0
            } else {
                hop.entered += 1
            }
            while let lost = damaged.first, lost.offsets.upperBound <= record.offset {
                hop.damaged += try decisions.skip(before: lost.offsets.upperBound)
                damaged = damaged.dropFirst()
            }
            let found = try decisions.take(record.offset)
            if isControl {
                if record.offset < committed, found.controls != 1 {
                    report.addHole("\(input) offset \(record.offset): a control forwarded \(found.controls) times")
                }
                return
            }
            let isLetter = letters.contains(input, record.offset)
            switch (found.decisions, isLetter) {
            case (1, false):
                hop.decided += 1
            case (0, true):
                hop.deadLettered += 1
            case (0, false) where record.offset >= committed:
                hop.pending += 1
            case (0, false):
                report.addHole("\(input) offset \(record.offset): no decision of stage \(wiring.name)")
            default:
                report.addHole(
                    "\(input) offset \(record.offset): \(found.decisions) decisions of stage \(wiring.name)"
                        + (isLetter ? " and a dead letter" : "")
                )
            }
        }
        for lost in damaged {
            hop.damaged += try decisions.skip(before: lost.offsets.upperBound)
        }
        let foreign = try decisions.countRest()
        if foreign > 0 {
            report.addHole("\(wiring.output)/\(partition): \(foreign) decisions whose input is not in the log")
        }
        report.addRepeats(decisions)
    }
}
