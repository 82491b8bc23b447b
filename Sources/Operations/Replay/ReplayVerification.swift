import EventModel
package import LogPort
import StageRuntime

/// What deciding a log's alerts again is compared with: how much the live topics hold, and its digest.
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

        package init(number: Int32, end: Int64, liveCounts: [Int64], liveDigests: [String]) {
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
    package func partitions() throws(LogError) -> [Partition] {
        var result: [Partition] = []
        for number in 0..<(try log.partitionCount(of: Topics.alerts.name)) {
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
            decisions.append(
                try replayer.decide(partition: range.number, end: range.end, liveCounts: range.liveCounts)
            )
        }
        return decisions
    }

    private func liveDigest(_ place: TopicPartition) throws(LogError) -> TopicDigest {
        var digest = TopicDigest()
        try log.forEach(in: place, from: .offset(0)) { digest.add($0) }
        return digest
    }
}
