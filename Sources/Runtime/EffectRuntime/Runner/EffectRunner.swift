package import EventModel
package import Lifecycle
package import LogPort
package import Telemetry

/// The loop of one worker of an effect: one thread, one member of the effect's group `eyrie.<name>`.
///
/// ```
///   poll ─▶ records: hand to the machine ─▶ read on for who is behind ─▶ take answers ─▶ start sends ─▶ commit ─▶ poll
///           assigned: read what was recorded │ revoked: wait for what is in flight, commit, drop │ lost: drop
/// ```
///
/// **Positions.** The worker reads on at the head independent of destinations. Each destination has its own position in
/// each partition: while its queue has no room it falls behind, and reads on from its position by a reader when it has
/// room again. Each step of a notice is an event in `eyrie.deliveries.v1`, in the partition number of the record; an
/// event also contains the offset below which nothing is pending for its destination. Events, dead letters and the
/// group's offset are one transaction; the offset is the lowest below which nothing is pending for any destination.
/// After a restart records are read again from there, and the events show which of their notices are settled, how often
/// the others were tried and when they are due: no settled notice is sent again.
///
/// **Order.** Send, then record. A process that dies in between sends the notice again with the same key. A commit that
/// fails loses no answer: it is remembered until a commit has it. So a notice is sent twice only when the process, or
/// the answer in flight, was lost.
///
/// **Memory.** The queues (``QueueLimits``), one batch for the head and one for each destination that is behind.
package final class EffectRunner<E: Effect> {
    /// The parts of the log that an effect needs: it writes by its worker alone.
    package typealias Log = LogReading & LogJoining

    private let effect: E
    private let settings: EffectSettings
    private let log: any Log
    private let member: String
    private let dispatch: any NoticeDispatch
    private let now: @Sendable () -> Timestamp
    private let logger: Logger
    private let meters: EffectMeters
    private let intake: EffectIntake<E>
    private var machine: DeliveryMachine
    private var owned: [Int32] = []
    private var isAssigned = false
    /// An error left the machine in another state than the log; the next step begins from the committed state.
    private var isInDoubt = false
    private var committed: [Int32: Int64] = [:]
    private var recordsSinceCommit = 0
    private var lastCommit: Timestamp?
    private var lastWarning: Timestamp?
    private var stop = StopFlag()

    /// Prepares a worker.
    ///
    /// - Parameters:
    ///   - effect: The effect.
    ///   - destinations: The destinations, in the order of their places.
    ///   - settings: Topics and limits.
    ///   - log: Where records come from and events go.
    ///   - member: A name that is stable across restarts.
    ///   - dispatch: Sends notices.
    ///   - now: The clock of the effect; records of time and back-off follow it.
    ///   - logger: For operators.
    ///   - meters: Counts the outcomes of notices.
    package init(
        effect: E,
        destinations: [EffectDestination],
        settings: EffectSettings,
        log: any Log,
        member: String,
        dispatch: any NoticeDispatch,
        now: @escaping @Sendable () -> Timestamp,
        logger: Logger,
        meters: EffectMeters
    ) {
        precondition(!destinations.isEmpty, "an effect without destinations does not run")
        self.effect = effect
        self.settings = settings
        self.log = log
        self.member = member
        self.dispatch = dispatch
        self.now = now
        self.logger = logger
        self.meters = meters
        intake = EffectIntake(effect: effect, names: destinations.map(\.name), log: log, logger: logger)
        machine = DeliveryMachine(effect: effect.name, topic: effect.topic, destinations: destinations)
    }

    private var group: String {
        "eyrie.\(effect.name)"
    }

    /// Runs until asked to stop; waits a little for notices in flight, commits, and leaves the group.
    ///
    /// - Parameters:
    ///   - stop: The request to stop; looked at at least about every 100 ms.
    ///   - ready: Called once, after the first assignment.
    /// - Throws: ``LogError`` when a person has to act.
    package func run(until stop: StopFlag, ready: () -> Void = {}) throws(LogError) {
        self.stop = stop
        guard let worker = try join() else { return }
        defer { worker.close() }
        var isReady = false
        while !stop.isSet {
            do throws(LogError) {
                try step(worker)
                if !isReady, isAssigned, !isInDoubt {
                    isReady = true
                    ready()
                }
            } catch {
                guard error.remedy != .stop else { throw error }
                warnSometimes(error)
                if error.remedy == .retry {
                    stop.wait(for: settings.retryPause)
                }
            }
        }
        guard !isInDoubt else { return }
        do throws(LogError) {
            awaitAnswers()
            try commit(with: worker, offsetsToo: true)
        } catch {
            guard error.remedy != .stop else { throw error }
            logger.info("stopped with answers unrecorded, they will be asked for again", ["error": .error(error)])
        }
    }

    /// Joins the group, again while the log does not answer.
    private func join() throws(LogError) -> (any LogWorker)? {
        while !stop.isSet {
            do throws(LogError) {
                return try log.makeWorker(group: group, topics: [effect.topic], member: member)
            } catch {
                guard error.remedy == .retry else { throw error }
                warnSometimes(error)
                stop.wait(for: settings.retryPause)
            }
        }
        return nil
    }

    /// Waits for one event, handles it, and moves every destination on.
    private func step(_ worker: any LogWorker) throws(LogError) {
        if isInDoubt {
            try worker.rewind()
            machine.reset()
            try restoreMissing()
            isInDoubt = false
        }
        let event: WorkerEvent
        do throws(LogError) {
            event = try worker.poll(maxWaitMilliseconds: patienceMilliseconds)
        } catch {
            isInDoubt = error.remedy == .rewind
            throw error
        }
        do throws(LogError) {
            try handle(event, of: worker)
            try moveOn(worker)
        } catch {
            // Uncommitted records come again, and records that the machine had handed out are lost.
            isInDoubt = true
            throw error
        }
    }

    private func handle(_ event: WorkerEvent, of worker: any LogWorker) throws(LogError) {
        switch event {
        case .records(let batch):
            recordsSinceCommit += batch.frames.count
            intake.take(batch, into: &machine, at: now())
        case .assigned(let partitions):
            owned = (owned + partitions.map(\.partition)).sorted()
            isAssigned = true
            try restoreMissing()
        case .revoked(let partitions):
            // Given up with the next poll, whatever the result of the commit.
            defer { drop(partitions) }
            awaitAnswers()
            try commit(with: worker, offsetsToo: true)
        case .lost(let partitions):
            drop(partitions)
        case .idle:
            break
        }
    }

    private func moveOn(_ worker: any LogWorker) throws(LogError) {
        for place in machine.queues.indices {
            try intake.readOn(place, into: &machine, at: now())
        }
        takeAnswers()
        let time = now()
        for place in machine.queues.indices {
            if let notice = machine.next(place, at: time) {
                dispatch.start(notice, to: place)
            }
        }
        // One that answers at once has answered by now.
        takeAnswers()
        try commit(with: worker)
    }

    private func takeAnswers() {
        for answer in dispatch.takeAnswers() {
            machine.finish(answer.notice, to: answer.place, answer.answer, at: now())
        }
    }

    /// Waits for notices in flight, so that this worker records their answers.
    private func awaitAnswers() {
        let deadline = ContinuousClock.now + settings.handOver
        let pause = StopFlag()
        takeAnswers()
        while !machine.isQuiet, ContinuousClock.now < deadline {
            pause.wait(for: .milliseconds(5))
            takeAnswers()
        }
    }

    private func drop(_ partitions: [TopicPartition]) {
        for partition in partitions {
            owned.removeAll { $0 == partition.partition }
            committed[partition.partition] = nil
            machine.drop(partition.partition)
        }
    }

    private var patienceMilliseconds: Int {
        if machine.queues.indices.contains(where: { machine.gap(at: $0) != nil }) {
            return 0
        }
        guard machine.isQuiet else { return 5 }
        guard let due = machine.nextDue() else { return 100 }
        return Int(max(0, min(100, due.nanoseconds(since: now()) / 1_000_000)))
    }

    /// Reads what was recorded of owned partitions that the machine does not have.
    private func restoreMissing() throws(LogError) {
        let reading = HistoryReading(
            log: log,
            effect: effect.name,
            topic: effect.topic,
            settings: settings,
            subjects: machine.queues.map(\.destination.limits.subjects).max() ?? 1
        )
        for number in owned where !machine.partitions.contains(number) {
            let source = TopicPartition(effect.topic, number)
            let offset = try log.committedOffset(group: group, in: source)
            let time = now()
            var history = try reading.history(of: number, from: offset, now: time)
            var start = offset ?? 0
            if offset == nil {
                start = try log.resolve(.earliest, in: source)
            }
            if offset == nil, history.begunAt == nil {
                let latest = try log.resolve(.latest, in: source)
                history.begin(at: settings.begin == .latest ? latest : start)
            }
            committed[number] = offset ?? start
            machine.assign(number, from: start, history: history, at: time)
        }
        machine.forgetForeignAnswers()
    }

    /// Commits: events and dead letters at once, offsets alone once a second or when there are many.
    private func commit(with worker: any LogWorker, offsetsToo: Bool = false) throws(LogError) {
        let records = machine.takeRecords()
        let offsets = machine.partitions.compactMap { number -> LogTransaction.Offset? in
            let next = machine.settledOffset(of: number)
            // An unchanged offset is committed, too, so that a worker that has lost the partition cannot write its
            // events.
            guard next > committed[number] ?? -1 || records.contains(where: { $0.partition == number }) else {
                return nil
            }
            return LogTransaction.Offset(TopicPartition(effect.topic, number), next: next)
        }
        let time = now()
        let isDue = lastCommit.map { time.nanoseconds(since: $0) >= 1_000_000_000 } ?? true
        let mayWait = !isDue && !offsetsToo && recordsSinceCommit < settings.recordsPerCommit
        guard !records.isEmpty || !(offsets.isEmpty || mayWait) else { return }
        var part = EffectTransaction(effect: effect.name, topic: effect.topic, settings: settings)
        for record in records {
            part.add(record)
        }
        try commit(LogTransaction(appends: part.takeAppends(), offsets: offsets), with: worker)
        for offset in offsets {
            committed[offset.source.partition] = offset.next
        }
        recordsSinceCommit = 0
        lastCommit = time
        machine.noteCommitted()
        meters.count(records)
    }

    /// Commits, again while nothing was kept: meanwhile nothing more is sent whose answer could not be recorded.
    private func commit(_ transaction: LogTransaction, with worker: any LogWorker) throws(LogError) {
        while true {
            do throws(LogError) {
                _ = try worker.commit(transaction)
                return
            } catch {
                guard error.remedy == .retry else { throw error }
                warnSometimes(error)
                guard !stop.wait(for: settings.retryPause) else { throw error }
            }
        }
    }

    private func warnSometimes(_ error: LogError) {
        let time = now()
        if let lastWarning, time.nanoseconds(since: lastWarning) < 10_000_000_000 {
            return
        }
        lastWarning = time
        logger.warning("the log refused, trying again", ["effect": .string(effect.name), "error": .error(error)])
    }
}
