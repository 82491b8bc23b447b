import EventModel
import JSONText
package import LogPort
import StageRuntime

/// Compares a replay of a log's alerts with the live topics, by count and digest.
///
/// Live counts are read before the end of the alerts, so that a replay of that range has decided at least as much.
package struct ReplayVerification: Sendable {
    /// The live topics of one partition and where its replay ends.
    package struct Partition: Sendable, Equatable {
        package let number: Int32
        /// Offset of the alerts to stop before.
        package let end: Int64
        /// Records that each stage's live output held, in the order of the stages.
        package let liveCounts: [Int64]
        /// SHA-256 over them, hex.
        package let liveDigests: [String]
        /// Whether a stage's state was rebuilt after damage: then each stage is decided again from its own live input.
        package let isSplit: Bool
        /// Where the comparison of each stage begins, as offsets of its input; 0 unless the partition is split.
        package let begins: [Int64]
        /// Where the comparison of each stage ends, as offsets of its input; empty unless the partition is split.
        package let ends: [Int64]

        package init(
            number: Int32,
            end: Int64,
            liveCounts: [Int64],
            liveDigests: [String],
            begins: [Int64] = [],
            ends: [Int64] = []
        ) {
            isSplit = !begins.isEmpty
            self.begins = begins
            self.ends = ends
            self.number = number
            self.end = end
            self.liveCounts = liveCounts
            self.liveDigests = liveDigests
        }
    }

    private let log: any LogReading
    private let stages: [ReplayStage]

    /// Prepares the comparison.
    ///
    /// - Parameters:
    ///   - log: The log; it is only read.
    ///   - stages: The stages that follow from the alerts, in the order of the data.
    package init(log: any LogReading, stages: [ReplayStage]) {
        self.log = log
        self.stages = stages
    }

    /// Reads the live topics.
    ///
    /// - Throws: ``LogError``; `outOfRange` when retention removed the beginning of an output.
    package func partitions() throws -> [Partition] {
        var result: [Partition] = []
        for number in 0..<(try log.partitionCount(of: Topics.alerts.name)) {
            let rebuilt = try rebuiltStates(number)
            guard rebuilt.isEmpty else {
                result.append(try split(number, rebuilt))
                continue
            }
            var counts: [Int64] = []
            var digests: [String] = []
            for stage in stages {
                let digest = try liveDigest(TopicPartition(stage.wiring.output, number))
                counts.append(digest.count)
                digests.append(digest.hex())
            }
            let first = stages[0].wiring
            let committed = try log.committedOffset(group: first.group, in: TopicPartition(first.input, number))
            result.append(Partition(number: number, end: committed ?? 0, liveCounts: counts, liveDigests: digests))
        }
        return result
    }

    /// Decides every partition again, from its first record.
    ///
    /// - Parameter ranges: Where to stop, and how much the live topics held.
    /// - Returns: Counts and digests, in the order of the partitions.
    /// - Throws: ``ReplayFault``.
    package func decide(_ ranges: [Partition]) throws(ReplayFault) -> [ReplayDecision] {
        let contents = ModelTopicContents(log: log, topic: Topics.models.name)
        let replayer = Replayer(log: log, stages: stages, contents: contents)
        var decisions: [ReplayDecision] = []
        for range in ranges {
            guard !range.isSplit else {
                decisions.append(try decideSplit(range, contents))
                continue
            }
            decisions.append(
                try replayer.decide(partition: range.number, end: range.end, liveCounts: range.liveCounts)
            )
        }
        return decisions
    }

    private func split(_ number: Int32, _ rebuilt: [RebuiltState]) throws(ReplayFault) -> Partition {
        let contents = ModelTopicContents(log: log, topic: Topics.models.name)
        let replay = SplitReplay(log: log, stages: stages, contents: contents, partition: number, rebuilt: rebuilt)
        var counts: [Int64] = []
        var digests: [String] = []
        var ranges: [SplitReplay.Range] = []
        for stage in stages {
            let range = try replay.range(of: stage.wiring)
            let digest = try replay.live(stage.wiring, range)
            counts.append(digest.count)
            digests.append(digest.hex())
            ranges.append(range)
        }
        return Partition(
            number: number,
            end: ranges[0].end,
            liveCounts: counts,
            liveDigests: digests,
            begins: ranges.map(\.from),
            ends: ranges.map(\.end)
        )
    }

    private func decideSplit(
        _ range: Partition,
        _ contents: any ContentSource
    ) throws(ReplayFault) -> ReplayDecision {
        let rebuilt: [RebuiltState]
        do throws(LogError) {
            rebuilt = try rebuiltStates(range.number)
        } catch {
            throw .stage(.log(error))
        }
        let replay = SplitReplay(
            log: log,
            stages: stages,
            contents: contents,
            partition: range.number,
            rebuilt: rebuilt
        )
        var topics: [ReplayDecision.Topic] = []
        for (index, stage) in stages.enumerated() {
            let digest = try replay.decide(
                stage,
                SplitReplay.Range(from: range.begins[index], end: range.ends[index])
            )
            topics.append(
                ReplayDecision.Topic(
                    name: stage.wiring.output,
                    partition: range.number,
                    count: digest.count,
                    digest: digest.hex(),
                    digestAtLiveCount: digest.hex()
                )
            )
        }
        return ReplayDecision(records: range.end - range.begins[0], topics: topics)
    }

    /// The controls `state-rebuilt` of a partition of the alerts, in order.
    private func rebuiltStates(_ number: Int32) throws(LogError) -> [RebuiltState] {
        let parser = JSONParser()
        var found: [RebuiltState] = []
        try log.forEach(in: TopicPartition(Topics.alerts.name, number)) { record in
            guard let value = record.value, Control.isControl(value),
                let control = try? parser.decode(Control.self, from: value),
                case .stateRebuilt(let state) = control.action
            else { return }
            found.append(state)
        }
        return found
    }

    private func liveDigest(_ place: TopicPartition) throws(LogError) -> TopicDigest {
        var digest = TopicDigest()
        try log.forEach(in: place, from: .offset(0)) { digest.add($0) }
        return digest
    }
}
