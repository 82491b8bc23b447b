package import Lifecycle
package import LogPort
package import Telemetry

/// The loop of one worker of a stage, or of a chain of consecutive stages: one thread, one member of each group.
///
/// ```
///            assigned                records              bound reached or nothing to read
///   joined ───────────▶ restoring ───────────▶ processing ──────────────▶ committing ──▶ processing
///      ▲                                           │ revoked: commit, then drop         │ retry: same commit again
///      └───────────────────────────────────────────┴── lost / rewind: drop, restore ◀───┘
/// ```
///
/// Delivery: exactly once. Outputs, dead letters, state and offsets are one transaction, for a chain those of all its
/// stages; records interrupted by a crash are read and decided again, to the same bytes.
package final class StageRunner {
    let stages: [any StageBinding]
    private let commits: CommitSettings
    let contents: any ContentSource
    let log: any LogReading
    let member: String
    private let makeWorker: () throws(LogError) -> any LogWorker
    let logger: Logger
    private let meters: [StageMeter]
    private let clock = ContinuousClock()
    private var lastWarning: ContinuousClock.Instant?
    /// A call was refused, that was said, and nothing was committed since.
    private var isRefused = false

    /// Numbers of the owned partitions, whether or not their processors are restored.
    private var owned: [Int32] = []
    /// The restored processors of the owned partitions, by number.
    private var partitions: [OwnedPartition] = []
    /// The group has given this member its share, which may be nothing.
    private var isAssigned = false
    /// An error left processors that differ from the log; ``recover(with:)`` recreates them.
    private var isInDoubt = false
    private var cadence: CommitCadence

    /// The processors of one partition, in the order of the chain.
    private struct OwnedPartition {
        let number: Int32
        let processors: [any PartitionProcessing]

        /// Records that went in and are not committed, counted once for the whole chain.
        var pendingRecords: Int {
            processors.reduce(0) { max($0, $1.pendingRecords) }
        }

        var pendingBytes: Int {
            processors.reduce(0) { $0 + $1.pendingBytes }
        }
    }

    /// Prepares a worker of one stage.
    ///
    /// - Parameters:
    ///   - stage: The stage.
    ///   - commits: When it commits.
    ///   - contents: Where models are found by digest.
    ///   - log: The log.
    ///   - member: The worker's name, stable across restarts.
    ///   - logger: For events of the worker.
    ///   - meter: Where it counts.
    package init(
        stage: any StageBinding,
        commits: CommitSettings,
        contents: any ContentSource,
        log: any LogReading & LogJoining,
        member: String,
        logger: Logger,
        meter: StageMeter
    ) {
        stages = [stage]
        self.commits = commits
        cadence = CommitCadence(interval: .milliseconds(commits.intervalMilliseconds))
        self.contents = contents
        self.log = log
        self.member = member
        let wiring = stage.wiring
        makeWorker = { () throws(LogError) in
            try log.makeWorker(group: wiring.group, topics: [wiring.input], member: member)
        }
        self.logger = logger
        meters = [meter]
    }

    /// Prepares a worker of a chain: a record goes through all of its stages as a value, and one commit stores all
    /// outputs.
    ///
    /// Records that an earlier run left between two stages are processed first, by the later stages alone.
    ///
    /// - Parameters:
    ///   - stages: At least one, in the order of the data; each reads what the one before it writes.
    ///   - commits: When it commits.
    ///   - contents: Where models are found by digest.
    ///   - log: The log.
    ///   - member: The worker's name, stable across restarts.
    ///   - logger: For events of the worker.
    ///   - meters: Where each stage counts.
    package init(
        chain stages: [any StageBinding],
        commits: CommitSettings,
        contents: any ContentSource,
        log: any LogReading & LogChaining,
        member: String,
        logger: Logger,
        meters: [StageMeter]
    ) {
        precondition(!stages.isEmpty && stages.count == meters.count, "a chain has stages, each with its meter")
        for (earlier, later) in zip(stages, stages.dropFirst()) {
            precondition(
                earlier.wiring.output == later.wiring.input,
                "a stage of a chain reads what the one before it writes"
            )
        }
        self.stages = stages
        self.commits = commits
        cadence = CommitCadence(interval: .milliseconds(commits.intervalMilliseconds))
        self.contents = contents
        self.log = log
        self.member = member
        let links = stages.map { ChainLink(group: $0.wiring.group, topic: $0.wiring.input) }
        makeWorker = { () throws(LogError) in try log.makeChain(links, member: member) }
        self.logger = logger
        self.meters = meters
    }

    /// Runs until asked to stop; commits and leaves the group.
    ///
    /// - Parameters:
    ///   - stop: The request to stop; looked at between batches, at least about every 100 ms.
    ///   - ready: Called once, after the first assignment is restored; an idle standby is assigned nothing and ready.
    /// - Throws: ``StageFault`` when going on would decide differently or a person has to act.
    package func run(
        until stop: StopFlag,
        ready: () -> Void = {}
    ) throws(StageFault) {
        guard let worker = try join(until: stop) else { return }
        defer { worker.close() }
        var isReady = false
        while !stop.isSet {
            do throws(StageFault) {
                try step(worker, until: stop)
                if !isReady, isAssigned, !isInDoubt {
                    isReady = true
                    ready()
                }
            } catch .log(let error) where error.remedy != .stop {
                warnSometimes(error)
                if error.remedy == .retry {
                    stop.wait(for: Self.retryPause)
                }
            }
        }
        guard !isInDoubt else { return }
        do throws(StageFault) {
            try commit(with: worker, until: stop)
        } catch .log(let error) where error.remedy != .stop {
            logger.info("stopped with work undone, it will be decided again", ["error": .error(error)])
        }
    }

    /// Joins the group, again while the log does not answer: a worker that starts while a broker is lost waits for it.
    ///
    /// - Returns: nil when asked to stop before.
    private func join(until stop: StopFlag) throws(StageFault) -> (any LogWorker)? {
        while !stop.isSet {
            do throws(LogError) {
                return try makeWorker()
            } catch {
                guard error.remedy == .retry else { throw .log(error) }
                warnSometimes(error)
                stop.wait(for: Self.retryPause)
            }
        }
        return nil
    }

    /// Pause before a call is repeated after a passing fault.
    private static var retryPause: Duration {
        .milliseconds(50)
    }

    /// Says that calls are tried again: once for a time in which nothing succeeds, which may last for hours, and at most
    /// every ten seconds.
    private func warnSometimes(_ error: LogError) {
        if isRefused || lastWarning.map({ $0.duration(to: clock.now) < .seconds(10) }) ?? false {
            return
        }
        isRefused = true
        lastWarning = clock.now
        logger.warning("the log refused, trying again", ["error": .error(error)])
    }

    private func noteSuccess() {
        guard isRefused else { return }
        isRefused = false
        logger.notice("the log answers again")
    }

    private var pollMilliseconds: Int {
        Int(cadence.patience(at: clock.now) / .milliseconds(1))
    }

    /// Waits for one event and handles it.
    ///
    /// A poll that failed may be repeated; any other fault may have left a batch half processed, a commit unknown or a
    /// partition without its processor, so the next step begins from the committed offsets.
    private func step(_ worker: any LogWorker, until stop: StopFlag) throws(StageFault) {
        if isInDoubt {
            try recover(with: worker, until: stop)
        }
        let event: WorkerEvent
        do throws(LogError) {
            event = try worker.poll(maxWaitMilliseconds: pollMilliseconds)
        } catch {
            isInDoubt = error.remedy == .rewind
            throw .log(error)
        }
        noteSuccess()
        do throws(StageFault) {
            try handle(event, of: worker, until: stop)
        } catch {
            isInDoubt = true
            throw error
        }
    }

    private func handle(
        _ event: WorkerEvent,
        of worker: any LogWorker,
        until stop: StopFlag
    ) throws(StageFault) {
        switch event {
        case .records(let batch):
            guard let partition = partitions.first(where: { $0.number == batch.source.partition }),
                let processor = partition.processors.first(where: { $0.wiring.input == batch.source.topic })
            else {
                preconditionFailure("records of a partition that was never assigned")
            }
            try processor.process(batch)
            cadence.noteRecords(at: clock.now)
            if isBoundReached {
                try commit(with: worker, until: stop)
            }
        case .assigned(let partitions):
            for partition in partitions where !owned.contains(partition.partition) {
                owned.append(partition.partition)
            }
            owned.sort()
            isAssigned = true
            try restoreMissing(with: worker, until: stop)
        case .revoked(let partitions):
            // Given up with the next poll, whatever the result of the commit.
            defer { drop(partitions) }
            try commit(with: worker, until: stop)
        case .lost(let partitions):
            drop(partitions)
        case .idle:
            try commit(with: worker, until: stop)
        }
    }

    private var isBoundReached: Bool {
        let records = partitions.reduce(0) { $0 + $1.pendingRecords }
        let bytes = partitions.reduce(0) { $0 + $1.pendingBytes }
        if records >= commits.maxRecords || bytes >= commits.maxBytes {
            return true
        }
        return cadence.isOverdue(at: clock.now)
    }

    private func commit(with worker: any LogWorker, until stop: StopFlag) throws(StageFault) {
        var transaction = LogTransaction()
        for processor in partitions.lazy.flatMap(\.processors) {
            let part = processor.takeTransaction()
            transaction.appends += part.appends
            transaction.offsets += part.offsets
        }
        cadence.forget()
        guard !transaction.isEmpty else { return }
        cadence.noteCommit(at: clock.now)
        while true {
            do throws(LogError) {
                _ = try worker.commit(transaction)
                for partition in partitions {
                    for (processor, meter) in zip(partition.processors, meters) {
                        meter.record(processor.takeCounts())
                    }
                }
                for meter in meters {
                    meter.recordCommit()
                }
                noteSuccess()
                return
            } catch {
                guard error.remedy == .retry else { throw .log(error) }
                warnSometimes(error)
                guard !stop.wait(for: Self.retryPause) else { throw .log(error) }
            }
        }
    }

    /// Drops everything since the last commit and begins again from the committed offsets.
    private func recover(with worker: any LogWorker, until stop: StopFlag) throws(StageFault) {
        partitions = []
        cadence.forget()
        try logCall { () throws(LogError) in try worker.rewind() }
        try restoreMissing(with: worker, until: stop)
        isInDoubt = false
    }

    /// Restores the owned partitions that have no processors yet.
    private func restoreMissing(with worker: any LogWorker, until stop: StopFlag) throws(StageFault) {
        for number in owned where !partitions.contains(where: { $0.number == number }) {
            var processors: [any PartitionProcessing] = []
            for stage in stages {
                processors.append(try restore(stage, number, with: worker, until: stop))
            }
            for (earlier, later) in zip(processors, processors.dropFirst()) {
                let output = TopicPartition(earlier.wiring.output, number)
                let end = try logCall { () throws(LogError) in try log.resolve(.latest, in: output) }
                earlier.connect(to: later, outputsBeginAt: end)
            }
            partitions.append(OwnedPartition(number: number, processors: processors))
        }
        partitions.sort { $0.number < $1.number }
    }

    private func drop(_ given: [TopicPartition]) {
        owned.removeAll { number in
            given.contains { $0.partition == number }
        }
        partitions.removeAll { partition in
            given.contains { $0.partition == partition.number }
        }
        if partitions.isEmpty {
            cadence.forget()
        }
    }

    /// Rebuilds a partition's state from its changelog, up to the last committed record.
    ///
    /// The worker has read the group's committed offsets before, so the changelog up to its end contains everything
    /// decided below them. Memory: the state and one batch. A restart in the middle begins again.
    private func restore(
        _ stage: any StageBinding,
        _ partition: Int32,
        with worker: any LogWorker,
        until stop: StopFlag
    ) throws(StageFault) -> any PartitionProcessing {
        let began = clock.now
        let wiring = stage.wiring
        let processor = stage.makeProcessor(partition: partition, contents: contents)
        var records = 0
        var shown = began
        func progress() -> LoggerMetadata {
            [
                "stage.name": .string(wiring.name), "partition": .integer(partition), "records": .integer(records),
                "keys": .integer(processor.keyCount), "took": .duration(began.duration(to: clock.now)),
            ]
        }
        let changelog = TopicPartition(wiring.changelog, partition)
        let reader = try logCall { () throws(LogError) in
            try log.makeReader(of: changelog, from: .earliest, to: .latest)
        }
        defer { reader.close() }
        while let batch = try logCall({ () throws(LogError) in try reader.next(maxWaitMilliseconds: 0) }) {
            try processor.restore(batch)
            records += batch.frames.count
            if stop.isSet {
                throw .log(stopped(wiring.name))
            }
            if shown.duration(to: clock.now) >= .seconds(2) {
                shown = clock.now
                logger.info("restoring", progress())
            }
        }
        try processor.finishRestore()
        logger.debug("restored", progress())
        return try mend(processor, stage, partition, with: worker, until: stop)
    }

    func stopped(_ stage: String) -> LogError {
        LogError(
            .unavailable,
            action: "restoring stage \(stage)",
            message: "the worker was asked to stop; its next start restores again",
            remedy: .rewind
        )
    }
}
