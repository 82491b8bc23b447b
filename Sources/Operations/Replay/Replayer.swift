package import LogPort
package import StageRuntime

/// Decides a partition of the alerts again, in memory, with the same stage code as the live workers.
///
/// It can read a log and nothing else: it makes no producer, no worker and no effect, so a replay cannot write to what
/// it examines (DESIGN.md rule 5; `RepositoryTests` holds this target's imports to that). Memory: the keyed state of
/// one partition for each stage, and the outputs of one batch of alerts in each topic.
package struct Replayer: Sendable {
    private let log: any LogReading
    private let stages: [ReplayStage]
    private let contents: any ContentSource

    /// Makes a replayer.
    ///
    /// - Parameters:
    ///   - log: Where the alerts are read from.
    ///   - stages: In the order of the data: the first one reads the head, each other one the head or what a stage before
    ///     it writes, however many stages read the same topic.
    ///   - contents: Where models are found by digest.
    package init(log: any LogReading, stages: [ReplayStage], contents: any ContentSource) {
        precondition(!stages.isEmpty, "a replay has stages")
        var written: Set<String> = [stages[0].wiring.input]
        for stage in stages {
            precondition(written.contains(stage.wiring.input), "\(stage.wiring.name) stands before what it reads")
            precondition(written.insert(stage.wiring.output).inserted, "\(stage.wiring.output) has two writers")
        }
        self.log = log
        self.stages = stages
        self.contents = contents
    }

    /// Decides one partition from its first record to `end`.
    ///
    /// - Parameters:
    ///   - partition: Number of the partition.
    ///   - end: Offset of the alerts to stop before.
    ///   - liveCounts: For each stage's output topic the number of records that the live topic held.
    ///   - observe: Called with every record that a stage wrote, in order.
    /// - Returns: Counts and digests.
    /// - Throws: ``ReplayFault`` when the beginning is missing, a model is missing, or the log fails.
    package func decide(
        partition: Int32,
        end: Int64,
        liveCounts: [Int64],
        observe: (_ topic: String, _ record: RecordView) -> Void = { _, _ in }
    ) throws(ReplayFault) -> ReplayDecision {
        precondition(liveCounts.count == stages.count, "one live count for each stage")
        let input = TopicPartition(stages[0].wiring.input, partition)
        let processors = stages.map { $0.makeProcessor(partition, contents) }
        var digests = liveCounts.map { TopicDigest(checkpointAfter: $0) }
        var records: Int64 = 0
        var missing: Int64?
        do throws(StageFault) {
            let earliest = try logCall { () throws(LogError) in try log.resolve(.earliest, in: input) }
            if earliest > 0 {
                missing = earliest
            } else {
                let reader = try logCall { () throws(LogError) in
                    try log.makeReader(of: input, from: .offset(0), to: .offset(end))
                }
                defer { reader.close() }
                while let batch = try logCall({ () throws(LogError) in try reader.next(maxWaitMilliseconds: 0) }) {
                    records += Int64(batch.nextOffset - batch.window.lowerBound)
                    try pass(batch, through: processors, into: &digests, observe: observe)
                }
            }
        } catch {
            throw .stage(error)
        }
        if let missing {
            throw .missingBeginning(input, earliest: missing)
        }
        let topics = stages.indices.map { index in
            ReplayDecision.Topic(
                name: stages[index].wiring.output,
                partition: partition,
                count: digests[index].count,
                digest: digests[index].hex(),
                digestAtLiveCount: digests[index].checkpoint
            )
        }
        return ReplayDecision(records: records, topics: topics)
    }

    /// Runs a batch of the head through every stage, each on what was written to the topic that it reads.
    private func pass(
        _ batch: RecordBatch,
        through processors: [any PartitionProcessing],
        into digests: inout [TopicDigest],
        observe: (_ topic: String, _ record: RecordView) -> Void
    ) throws(StageFault) {
        var batches = [stages[0].wiring.input: [batch]]
        for index in stages.indices {
            let wiring = stages[index].wiring
            var written: [RecordBatch] = []
            for input in batches[wiring.input] ?? [] {
                try processors[index].process(input)
                for append in processors[index].takeTransaction().appends where append.target.topic == wiring.output {
                    let made = RecordBatch(
                        source: append.target,
                        frames: append.frames,
                        baseOffset: digests[index].count
                    )
                    made.visit { record in
                        digests[index].add(record)
                        observe(wiring.output, record)
                    }
                    written.append(made)
                }
            }
            batches[wiring.output] = written
        }
    }
}
