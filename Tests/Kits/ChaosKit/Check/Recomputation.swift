import EventModel
import LogPort
import NodeAssembly
import Operations
import PipelineTestKit
import Replay
import StageKit
import StageRuntime

/// Decides the alerts of a copy again, by one worker that nothing interrupts, and compares.
struct Recomputation {
    private let copy: LogCopy

    init(_ copy: LogCopy) {
        self.copy = copy
    }

    func compare() -> [Violation] {
        do {
            return try compareOutputs() + compareStates()
        } catch {
            return [Violation(.sameOutput, "deciding again failed: \(error)")]
        }
    }

    // MARK: Outputs

    /// Compares every output with what the product's own replay makes of the alerts.
    private func compareOutputs() throws -> [Violation] {
        let log = MemoryLog()
        try log.create(PipelineTopics.settings(partitions: copy.partitions))
        let producer = try log.makeProducer(id: "chaos")
        var transaction = LogTransaction()
        for topic in [Topics.alerts.name, Topics.models.name] {
            for (number, records) in (copy.topics[topic] ?? []).enumerated() {
                var builder = RecordBatchBuilder()
                for record in records {
                    record.append(to: &builder)
                }
                transaction.append(&builder, to: TopicPartition(topic, Int32(number)))
            }
        }
        if !transaction.isEmpty {
            _ = try producer.commit(transaction)
        }
        producer.close()
        let contents = ModelTopicContents(log: log, topic: Topics.models.name)
        let replayer = Replayer(log: log, stages: Parts.all.replayed, contents: contents)
        var violations: [Violation] = []
        for partition in 0..<copy.partitions {
            var decided: [String: [CopiedRecord]] = [:]
            _ = try replayer.decide(
                partition: partition,
                end: Int64(copy[Topics.alerts.name, partition].count),
                liveCounts: Parts.all.replayed.map { _ in 0 }
            ) { topic, record in
                decided[topic, default: []].append(CopiedRecord(record))
            }
            for stage in Parts.all.replayed {
                let output = stage.wiring.output
                let live = Effective(copy[output, partition]).records.map(\.record)
                if let detail = Self.firstDifference(live, decided[output] ?? []) {
                    violations.append(Violation(.sameOutput, "\(output)/\(partition): \(detail)"))
                }
            }
        }
        return violations
    }

    private static func firstDifference(_ live: [CopiedRecord], _ decided: [CopiedRecord]) -> String? {
        for (index, pair) in zip(live, decided).enumerated() where !pair.0.saysSame(as: pair.1) {
            return "record \(index) at offset \(pair.0.offset) is "
                + "\(String(decoding: (pair.0.value ?? []).prefix(600), as: UTF8.self)) and should be "
                + "\(String(decoding: (pair.1.value ?? []).prefix(600), as: UTF8.self))"
        }
        return live.count == decided.count ? nil : "\(live.count) records, decided again \(decided.count)"
    }

    // MARK: State

    private func compareStates() throws(StageFault) -> [Violation] {
        try compareState(PipelineStages.features) + compareState(PipelineStages.scoring)
            + compareState(PipelineStages.incidents)
    }

    /// Compares the changelog's last records with those of a worker that reads the stage's input from its beginning.
    ///
    /// Then both go on: a processor restored from the changelog and the one that never stopped get the last inputs
    /// again, at later offsets, and have to make the same of them, state that the changelog does not show included.
    private func compareState<S: Stage>(_ definition: StageDefinition<S>) throws(StageFault) -> [Violation] {
        let wiring = definition.wiring
        var violations: [Violation] = []
        for partition in 0..<copy.partitions {
            let input = copy[wiring.input, partition]
            guard !input.isEmpty else { continue }
            let place = TopicPartition(wiring.input, partition)
            let steady = processor(definition, partition)
            for record in input {
                try steady.process(record.batch(in: place))
            }
            let recomputed = LastRecords(of: steady.takeTransaction(), topic: wiring.changelog)
            let live = LastRecords(copy[wiring.changelog, partition])
            if let key = live.firstDifference(from: recomputed) {
                violations.append(
                    Violation(
                        .sameState,
                        "\(wiring.changelog)/\(partition), key \(key): \(live.text(key)) and should be "
                            + recomputed.text(key)
                    )
                )
                continue
            }
            let restored = processor(definition, partition)
            let changelog = TopicPartition(wiring.changelog, partition)
            for record in copy[wiring.changelog, partition] {
                try restored.restore(record.batch(in: changelog))
            }
            try restored.finishRestore()
            for record in later(input.suffix(20)) {
                try steady.process(record.batch(in: place))
                try restored.process(record.batch(in: place))
            }
            let difference = Self.firstDifference(steady.takeTransaction(), restored.takeTransaction())
            if let difference {
                violations.append(Violation(.sameState, "\(wiring.name)/\(partition), going on: \(difference)"))
            }
        }
        return violations
    }

    private func processor<S: Stage>(_ definition: StageDefinition<S>, _ partition: Int32) -> PartitionProcessor<S> {
        PartitionProcessor(
            stage: definition.stage,
            wiring: definition.wiring,
            partition: partition,
            limits: definition.limits,
            contents: CopiedModels(copy)
        )
    }

    /// Records again, at offsets and source coordinates behind all others.
    private func later(_ records: ArraySlice<CopiedRecord>) -> [CopiedRecord] {
        let far: Int64 = 1_000_000_000
        return records.enumerated().map { index, record in
            var again = record
            again.offset = far + Int64(index)
            again.headers = []
            if record.source != nil {
                RecordHeaders.append(RecordHeaders.source, Array("again/0/\(again.offset)/0".utf8), to: &again.headers)
            }
            return again
        }
    }

    private static func firstDifference(_ left: LogTransaction, _ right: LogTransaction) -> String? {
        func bytes(_ transaction: LogTransaction) -> [String: [UInt8]] {
            var bytes: [String: [UInt8]] = [:]
            for append in transaction.appends {
                bytes["\(append.target)", default: []] += append.frames.bytes
            }
            return bytes
        }
        let (left, right) = (bytes(left), bytes(right))
        return Set(left.keys).union(right.keys).sorted().first { left[$0] != right[$0] }
    }
}
