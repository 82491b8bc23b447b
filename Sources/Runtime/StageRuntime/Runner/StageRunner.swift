import EventModel
package import Lifecycle
package import LogPort
package import StageKit
package import Telemetry

/// The loop of one worker of a stage: one thread, one member of the stage's group.
///
/// ```
///            assigned                records              bound reached or nothing to read
///   joined ───────────▶ restoring ───────────▶ processing ──────────────▶ committing ──▶ processing
///      ▲                                           │ revoked: commit, then drop         │ retry: same commit again
///      └───────────────────────────────────────────┴── lost / rewind: drop, restore ◀───┘
/// ```
///
/// Delivery: exactly once. Outputs, dead letters, state and offsets are one transaction; what a crash interrupts is
/// read and decided again, to the same bytes.
package final class StageRunner<S: Stage> {
    private let stage: S
    private let wiring: StageWiring
    private let limits: StateLimits
    private let commits: CommitSettings
    private let contents: any ContentSource
    private let log: any EventLog
    private let member: String
    private let logger: Logger
    private let meter: StageMeter
    private let clock = ContinuousClock()
    private var lastWarning: ContinuousClock.Instant?

    /// Numbers of the owned partitions, whether or not their processors are restored.
    private var owned: [Int32] = []
    /// The restored processors of the owned partitions, by number.
    private var processors: [PartitionProcessor<S>] = []
    /// The group has given this member its share, which may be nothing.
    private var isAssigned = false
    /// A fault left processors behind that are not what the log says; ``recover(with:)`` makes them anew.
    private var isInDoubt = false
    private var cadence: CommitCadence

    package init(
        stage: S,
        wiring: StageWiring,
        limits: StateLimits,
        commits: CommitSettings,
        contents: any ContentSource,
        log: any EventLog,
        member: String,
        logger: Logger,
        meter: StageMeter
    ) {
        self.stage = stage
        self.wiring = wiring
        self.limits = limits
        self.commits = commits
        cadence = CommitCadence(interval: .milliseconds(commits.intervalMilliseconds))
        self.contents = contents
        self.log = log
        self.member = member
        self.logger = logger
        self.meter = meter
    }

    /// Runs until asked to stop; commits what is done and leaves the group.
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
                return try log.makeWorker(group: wiring.group, topics: [wiring.input], member: member)
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

    /// Says that a call is tried again, at most every ten seconds: a full disk may last for hours.
    private func warnSometimes(_ error: LogError) {
        if let lastWarning, lastWarning.duration(to: clock.now) < .seconds(10) {
            return
        }
        lastWarning = clock.now
        logger.warning("the log refused, trying again", ["error": .error(error)])
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
            guard let processor = processors.first(where: { $0.partition == batch.source.partition }) else {
                preconditionFailure("records of a partition that was never assigned")
            }
            try processor.process(batch)
            cadence.noteRecords(at: clock.now)
            if isBoundReached {
                try commit(with: worker, until: stop)
            }
        case .assigned(let partitions):
            owned += partitions.map(\.partition)
            owned.sort()
            isAssigned = true
            try restoreMissing(until: stop)
        case .revoked(let partitions):
            // Given up with the next poll, whatever becomes of the commit.
            defer { drop(partitions) }
            try commit(with: worker, until: stop)
        case .lost(let partitions):
            drop(partitions)
        case .idle:
            try commit(with: worker, until: stop)
        }
    }

    private var isBoundReached: Bool {
        let records = processors.reduce(0) { $0 + $1.pendingRecords }
        let bytes = processors.reduce(0) { $0 + $1.pendingBytes }
        if records >= commits.maxRecords || bytes >= commits.maxBytes {
            return true
        }
        return cadence.isOverdue(at: clock.now)
    }

    private func commit(with worker: any LogWorker, until stop: StopFlag) throws(StageFault) {
        var transaction = LogTransaction()
        for processor in processors {
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
                for processor in processors {
                    meter.record(processor.takeCounts())
                }
                meter.recordCommit()
                return
            } catch {
                guard error.remedy == .retry else { throw .log(error) }
                warnSometimes(error)
                guard !stop.wait(for: Self.retryPause) else { throw .log(error) }
            }
        }
    }

    /// Drops what was derived since the last commit and begins again from the committed offsets.
    private func recover(with worker: any LogWorker, until stop: StopFlag) throws(StageFault) {
        processors = []
        cadence.forget()
        try logCall { () throws(LogError) in try worker.rewind() }
        try restoreMissing(until: stop)
        isInDoubt = false
    }

    /// Restores the owned partitions that have no processor yet.
    private func restoreMissing(until stop: StopFlag) throws(StageFault) {
        for number in owned where !processors.contains(where: { $0.partition == number }) {
            processors.append(try restore(number, until: stop))
        }
        processors.sort { $0.partition < $1.partition }
    }

    private func drop(_ partitions: [TopicPartition]) {
        owned.removeAll { number in
            partitions.contains { $0.partition == number }
        }
        processors.removeAll { processor in
            partitions.contains { $0.partition == processor.partition }
        }
        if processors.isEmpty {
            cadence.forget()
        }
    }

    /// Rebuilds a partition's state from its changelog, up to the last committed record.
    ///
    /// The worker has read the group's committed offsets before; so what those offsets say is decided is in the
    /// changelog by now, before its end. Memory: the state and one batch. A restart in the middle begins again.
    private func restore(_ partition: Int32, until stop: StopFlag) throws(StageFault) -> PartitionProcessor<S> {
        let began = clock.now
        let processor = PartitionProcessor(
            stage: stage,
            wiring: wiring,
            partition: partition,
            limits: limits,
            contents: contents
        )
        var records = 0
        var shown = began
        func progress() -> LogMetadata {
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
                throw .log(stopped)
            }
            if shown.duration(to: clock.now) >= .seconds(2) {
                shown = clock.now
                logger.info("restoring", progress())
            }
        }
        try processor.finishRestore()
        logger.debug("restored", progress())
        return processor
    }

    private var stopped: LogError {
        LogError(
            .unavailable,
            action: "restoring stage \(wiring.name)",
            message: "the worker was asked to stop; its next start restores again",
            remedy: .rewind
        )
    }
}
