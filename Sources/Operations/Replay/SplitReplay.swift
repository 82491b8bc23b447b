import EventModel
import LogPort
import StageRuntime

/// Decides one partition again where it cannot be decided from the first alert on: each stage from its own live input.
///
/// A state that was rebuilt after damage, where retention had taken the beginning of what it follows from, is no state
/// that a replay from the beginning comes to. The control `state-rebuilt` says what it was rebuilt from, so a replay
/// rebuilds it the same way and goes on with it: what was decided before the split and what was decided behind it are
/// both compared, each with the state that it was decided with.
struct SplitReplay {
    let log: any LogReading
    let stages: [ReplayStage]
    let contents: any ContentSource
    let partition: Int32
    /// The rebuilt states of this partition, in the order of the alerts.
    let rebuilt: [RebuiltState]

    /// Where the comparison of one stage begins and ends.
    struct Range: Equatable {
        /// The first input offset whose decisions are compared.
        let from: Int64
        /// The input offset to stop before.
        let end: Int64
    }

    /// What of a stage's input can be decided again: from the beginning, else from the first state that was rebuilt from
    /// what is still there.
    ///
    /// - Throws: ``ReplayFault/missingBeginning(_:earliest:)`` when there is neither.
    func range(of wiring: StageWiring) throws(ReplayFault) -> Range {
        let input = TopicPartition(wiring.input, partition)
        let (earliest, end) = try ask { () throws(LogError) in
            (
                try log.resolve(.earliest, in: input),
                try log.committedOffset(group: wiring.group, in: input) ?? 0
            )
        }
        guard earliest > 0 else { return Range(from: 0, end: end) }
        guard let first = splits(of: wiring).first(where: { $0.from >= earliest }) else {
            throw .missingBeginning(input, earliest: earliest)
        }
        return Range(from: first.until, end: end)
    }

    /// Digests the decisions of a range as they stand in the log.
    func live(_ wiring: StageWiring, _ range: Range) throws(ReplayFault) -> TopicDigest {
        try ask { () throws(LogError) in
            var digest = TopicDigest()
            try log.forEach(in: TopicPartition(wiring.output, partition)) { record in
                guard let header = record.header(RecordHeaders.source), let source = SourceCoordinate(header),
                    source.offset >= range.from, source.offset < range.end
                else { return }
                digest.add(record)
            }
            return digest
        }
    }

    /// Decides a range again.
    func decide(_ stage: ReplayStage, _ range: Range) throws(ReplayFault) -> TopicDigest {
        let splits = splits(of: stage.wiring).filter { $0.until >= range.from && $0.until < range.end }
        var digest = TopicDigest()
        var position = range.from
        var next = splits[...]
        var processor = stage.makeProcessor(partition, contents)
        do throws(StageFault) {
            while position < range.end {
                while let split = next.first, split.until == position {
                    next = next.dropFirst()
                    processor = stage.makeProcessor(partition, contents)
                    _ = try StateRebuild.run(
                        processor,
                        underRegime: Array(split.regime.utf8),
                        from: log,
                        split.from..<split.until
                    )
                }
                let end = next.first?.until ?? range.end
                _ = try StateRebuild.run(
                    processor,
                    underRegime: [],
                    from: log,
                    position..<end,
                    observe: { frames in
                        let source = TopicPartition(stage.wiring.output, partition)
                        RecordBatch(source: source, frames: frames, baseOffset: 0).visit { digest.add($0) }
                    }
                )
                position = end
            }
        } catch {
            throw .stage(error)
        }
        return digest
    }

    private func splits(of wiring: StageWiring) -> [RebuiltState] {
        rebuilt.filter { $0.stage == wiring.name && $0.partition == partition }.sorted { $0.until < $1.until }
    }

    private func ask<Value>(_ body: () throws(LogError) -> Value) throws(ReplayFault) -> Value {
        do throws(LogError) {
            return try body()
        } catch {
            throw .stage(.log(error))
        }
    }
}
