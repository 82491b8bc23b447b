import Cryptography
import EventModel
package import LogPort
package import Telemetry

/// Brings back what a stage keeps and writes in one partition after a part of it was damaged and set aside.
///
/// State and outputs follow from the stage's input, so they are decided again from its beginning: the same bytes. Where
/// retention has taken the beginning, the state is what the kept part leaves, which differs; a control record
/// `state-rebuilt` at the head says from where, and replay splits there. Outputs are then lost.
package final class PartitionMender {
    /// Keeps what it is given, durably.
    package typealias Commit = (LogTransaction) throws(LogError) -> Void

    private let log: any LogReading
    private let mending: any LogMending
    private let stage: any StageBinding
    private let partition: Int32
    private let contents: any ContentSource
    private let by: String
    private let logger: Logger
    /// Who writes the input, where this process can decide it again.
    private let upstream: PartitionMender?

    /// Prepares mending.
    ///
    /// - Parameters:
    ///   - log: The log, which this process owns.
    ///   - stage: Whose state and outputs.
    ///   - partition: The number of the partition.
    ///   - contents: Where models are found by digest.
    ///   - by: Who writes the control, such as the worker's name.
    ///   - logger: Is told what was done.
    ///   - upstream: The mender of the stage that writes this one's input, where this process runs it.
    ///
    /// It is nil for a log that keeps no files of its own.
    package init?(
        log: any LogReading,
        stage: any StageBinding,
        partition: Int32,
        contents: any ContentSource,
        by: String,
        logger: Logger,
        upstream: PartitionMender? = nil
    ) {
        guard let mending = log.mending else { return nil }
        self.upstream = upstream
        self.log = log
        self.mending = mending
        self.stage = stage
        self.partition = partition
        self.contents = contents
        self.by = by
        self.logger = logger
    }

    private var wiring: StageWiring { stage.wiring }
    private var changelog: TopicPartition { TopicPartition(wiring.changelog, partition) }
    private var output: TopicPartition { TopicPartition(wiring.output, partition) }
    private var input: TopicPartition { TopicPartition(wiring.input, partition) }

    /// Mends what is damaged, if anything is.
    ///
    /// - Parameters:
    ///   - restored: What the changelog gave, as far as it could be read; nil when nothing of it can be used.
    ///   - isStopping: Asked now and then; what was not finished is done by the next start.
    ///   - commit: Keeps the rebuilt state.
    /// - Returns: The processor to go on with: the given one unless its state was rebuilt; nil when asked to stop.
    /// - Throws: ``StageFault``.
    package func mend(
        _ restored: (any PartitionProcessing)?,
        isStopping: () -> Bool = { false },
        commit: Commit
    ) throws(StageFault) -> (any PartitionProcessing)? {
        let lost = try logCall { () throws(LogError) in try log.unsettledDamage(in: changelog) }
        let holes = try logCall { () throws(LogError) in try log.unsettledDamage(in: output) }
        guard restored == nil || !lost.isEmpty || !holes.isEmpty else { return restored }
        try logCall { () throws(LogError) in try readInput() }
        if let upstream {
            let whole = upstream.stage.makeProcessor(partition: partition, contents: contents)
            _ = try upstream.mend(whole, isStopping: isStopping, commit: commit)
        }
        let (from, until, isWhole) = try logCall { () throws(LogError) in try rangeToDecide() }
        let regime = isWhole ? [] : restored?.regimeText ?? []
        let rebuilt = stage.makeProcessor(partition: partition, contents: contents)
        var refills = isWhole ? holes.map { OutputRefill($0) } : []
        var position: Int64 = 0
        let target = output
        let isDone = try StateRebuild.run(
            rebuilt,
            underRegime: regime,
            from: log,
            from..<until,
            isStopping: isStopping,
            observe: { frames in
                let batch = RecordBatch(source: target, frames: frames, baseOffset: position)
                position += frames.offsetSpan
                for index in refills.indices {
                    refills[index].take(batch)
                }
            }
        )
        guard isDone else { return nil }
        try refill(&refills, lost: holes, isWhole: isWhole)
        guard restored == nil || !lost.isEmpty else { return restored }
        try keep(rebuilt, lost, restored, isWhole ? nil : (from, until, regime), commit)
        return rebuilt
    }

    /// Reads the input once, so that damage of it is known before anything is decided again.
    private func readInput() throws(LogError) {
        let reader = try log.makeReader(of: input, from: .earliest, to: .latest)
        defer { reader.close() }
        while try reader.next(maxWaitMilliseconds: 0) != nil {}
    }

    /// What is there of the input that was decided, and whether that is all of it.
    private func rangeToDecide() throws(LogError) -> (from: Int64, until: Int64, isWhole: Bool) {
        let until = try log.committedOffset(group: wiring.group, in: input) ?? 0
        let from = min(try log.resolve(.earliest, in: input), until)
        let holes = try log.unsettledDamage(in: input)
        return (from, until, from == 0 && !holes.contains { $0.offsets.lowerBound < until })
    }

    /// Writes the rebuilt state over what the changelog holds.
    private func keep(
        _ rebuilt: any PartitionProcessing,
        _ lost: [LogDamage],
        _ restored: (any PartitionProcessing)?,
        _ split: (from: Int64, until: Int64, regime: [UInt8])?,
        _ commit: Commit
    ) throws(StageFault) {
        if let restored {
            rebuilt.forgetOthers(of: restored)
        }
        var transaction = rebuilt.takeTransaction()
        transaction.offsets = []
        if let split {
            let state = RebuiltState(
                stage: wiring.name,
                partition: partition,
                from: split.from,
                until: split.until,
                regime: String(decoding: split.regime, as: UTF8.self)
            )
            append(state, at: lost.map(\.atMilliseconds).max() ?? 0, to: &transaction)
        }
        let from = "\(wiring.input)/\(partition) from offset \(split?.from ?? 0)"
        let kept = transaction
        try logCall { () throws(LogError) in
            if !kept.isEmpty {
                try commit(kept)
            }
            try mending.settle(lost, by: "the state was rebuilt from \(from)")
        }
        logger.warning(
            "a state was rebuilt, for its changelog was damaged",
            [
                "stage.name": .string(wiring.name), "partition": .integer(partition),
                "rebuilt.from": .string(from), "keys": .integer(rebuilt.keyCount),
                "rebuilt.whole": .string(split == nil ? "yes" : "no, retention or damage took a part of its input"),
            ]
        )
    }

    private func refill(
        _ refills: inout [OutputRefill],
        lost: [LogDamage],
        isWhole: Bool
    ) throws(StageFault) {
        for index in refills.indices {
            let damage = refills[index].damage
            let frames = try refillFrames(&refills[index])
            guard let frames else {
                logger.error("damaged outputs cannot be derived again", ["damage": .string("\(damage)")])
                continue
            }
            try logCall { () throws(LogError) in
                try mending.putBack(frames, in: damage)
                try mending.settle([damage], by: "the records were decided again from \(input)")
            }
            logger.warning("damaged outputs were decided again", ["damage": .string("\(damage)")])
        }
        if !isWhole {
            for damage in lost {
                logger.error(
                    "damaged outputs cannot be derived again, for a part of what they follow from is gone",
                    ["damage": .string("\(damage)")]
                )
            }
        }
    }

    private func refillFrames(_ refill: inout OutputRefill) throws(StageFault) -> RecordFrames? {
        do throws(LogError) {
            return try refill.frames(comparedWith: log)
        } catch {
            throw .log(error)
        }
    }

    private func append(_ state: RebuiltState, at milliseconds: Int64, to transaction: inout LogTransaction) {
        let name = "state-rebuilt\n\(state.stage)\n\(partition)\n\(state.from)\n\(state.until)\n\(milliseconds)"
        let control = Control(
            id: Digest(SHA256.digest(of: Array(name.utf8)).bytes).eventID,
            at: Timestamp(nanoseconds: milliseconds * 1_000_000),
            by: by,
            action: .stateRebuilt(state)
        )
        transaction.append(
            key: control.recordKey,
            value: control.encoded,
            timestampMilliseconds: milliseconds,
            to: TopicPartition(Topics.alerts.name, partition)
        )
    }
}
