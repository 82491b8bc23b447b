import Dispatch
import EventModel
package import Lifecycle
package import LogPort
import Synchronization
package import Telemetry

/// Moves the spool's records into the log, in order, each exactly once.
///
/// ```
///   away ── a producer, which settles what a dead process left open ──▶ read how far the log has it ──▶ forwarding
///    ▲                                                                                                     │
///    └──── the outcome of a transaction is unknown, or the log does not answer: wait, then anew ◀──────────┘
/// ```
/// Each transaction holds whole groups of the intake, their counters, and the spool's position behind them
/// (``ForwardPosition``): a crash can neither lose nor double a record. Forwarded records are then removed from the
/// spool. The order is that of arrival, also for each profile.
///
/// A part of the spool whose checksum fails is passed over, named by a dead letter and in the log of the process. So is a
/// record that the log refuses for good, for its size or its time (``RefusalSearch``): its dead letter holds as much of
/// the bytes as the log takes, and the door that counted it as appended counts it as dead-lettered.
package final class SpoolForwarder: Service {
    /// The name in log lines.
    package let name = "bridge.forwarder"

    private let storage: any SpoolStorage
    private let spool: String
    private let tally: SpoolTally
    private let limits: RecordLimits
    private let log: any LogReading & LogWriting
    private let producerID: String
    private let settings: SpoolSettings
    private let metrics: SpoolMetrics
    private let logger: Logger
    private let clock: ReceiptClock
    private let thread = ServiceThread(name: "forwarder")
    /// Signaled when the log has answered for the first time, or has not.
    private let firstAnswer = DispatchSemaphore(value: 0)
    private let deadline = Mutex<ContinuousClock.Instant?>(nil)

    /// Prepares the forwarder; the log need not be reachable.
    ///
    /// - Parameters:
    ///   - storage: Where the spool is kept.
    ///   - spool: The spool as the intake sees it.
    ///   - limits: What the log takes in one record, kept up to date from now on.
    ///   - log: Where it is forwarded to.
    ///   - producerID: The bridge's name among the log's writers; another process of this name fences this one.
    ///   - settings: Sizes and pauses.
    ///   - metrics: Where to count.
    ///   - logger: Where to tell.
    ///   - clock: The time of dead letters about the spool itself.
    package init(
        storage: any SpoolStorage,
        spool: SpoolLog,
        limits: RecordLimits = RecordLimits(),
        log: any LogReading & LogWriting,
        producerID: String,
        settings: SpoolSettings,
        metrics: MetricRegistry,
        logger: Logger,
        clock: ReceiptClock = .system
    ) {
        self.storage = storage
        self.spool = spool.identity
        tally = spool.tally
        self.limits = limits
        self.log = log
        self.producerID = producerID
        self.settings = settings
        self.metrics = SpoolMetrics(metrics)
        self.logger = logger
        self.clock = clock
        tally.show(in: self.metrics.waiting)
    }

    /// Starts forwarding; waits a second at most until the log has told what it takes, so that doors know it.
    package func start(_ handle: ServiceHandle) throws {
        try thread.start(reportingTo: handle) { [self] stop in
            try run(until: stop)
        }
        _ = firstAnswer.wait(timeout: .now() + 1)
    }

    /// Forwards as much as the budget allows; the rest stays in the spool for the next start.
    ///
    /// It does not wait for a log that does not answer: the thread stays until the process exits, and the next start
    /// settles an interrupted transaction.
    package func stop(within budget: Duration) {
        deadline.withLock { $0 = .now + budget }
        guard thread.isStarted else { return }
        if !thread.stop(within: budget * 0.6) {
            logger.warning("the log does not answer; the remaining records stay in the spool")
        }
        storage.log.close()
    }

    /// Forwards until asked to stop, and then what is left, as far as the log takes it in time.
    ///
    /// - Throws: ``LogError`` when a person has to act; `fenced` when another process has this bridge's name.
    package func run(until stop: StopFlag) throws(LogError) {
        var state = State()
        defer {
            state.line?.close()
            firstAnswer.signal()
        }
        while true {
            do throws(LogError) {
                let moved = try step(&state, maxWaitMilliseconds: stop.isSet ? 0 : 200)
                if stop.isSet, moved.isIdle {
                    return
                }
            } catch {
                firstAnswer.signal()
                if stop.isSet {
                    logger.warning("the remaining records stay in the spool", ["error": .error(error)])
                    return
                }
                guard error.remedy != .stop else { throw error }
                metrics.failed.increment()
                metrics.bytes.set(Double(storage.storedBytes))
                logger.warning("the log does not take the spool, trying again", ["error": .error(error)])
                stop.wait(for: settings.retryPause)
            }
            if let deadline = deadline.withLock({ $0 }), ContinuousClock.now >= deadline {
                return
            }
        }
    }

    /// Forwards the present records, and stops at the first error.
    ///
    /// - Throws: ``LogError`` of the log or the spool; what was forwarded stays so.
    package func drain() throws(LogError) {
        var state = State()
        defer { state.line?.close() }
        while try !step(&state, maxWaitMilliseconds: 0).isIdle {}
    }

    /// What the loop goes on with.
    private struct State {
        var line: SpoolSession?
        /// The spool's records from here on are in the tally; nil before they were counted.
        var countedFrom: Int64?
        /// When the log is asked again what it takes.
        var nextLimits = ContinuousClock.now
        /// Refusals that were not told yet, and when the next ones are told.
        var refusals: (count: Int, last: LogError)?
        var nextTelling = ContinuousClock.now
    }

    /// One transaction; after an error that needs it the next one begins with a new line.
    private func step(_ state: inout State, maxWaitMilliseconds: Int) throws(LogError) -> SpoolSession.Moved {
        do throws(LogError) {
            if state.countedFrom == nil {
                try count(from: nil, &state)
            }
            let open = if let line = state.line { line } else { try makeLine(&state) }
            let moved = try open.forward(maxWaitMilliseconds: maxWaitMilliseconds)
            tally.add(-Int64(moved.records))
            state.countedFrom = open.position.next
            metrics.note(moved, bytes: storage.storedBytes)
            for damage in moved.damages {
                logger.error("a part of the spool is damaged and was skipped", ["error": .error(damage)])
            }
            tell(moved.refusals, &state)
            if ContinuousClock.now >= state.nextLimits {
                state.nextLimits = .now + settings.limitsInterval
                // Not knowing them is no fault: what does not fit is passed over.
                try? limits.refresh(from: log)
                firstAnswer.signal()
            }
            return moved
        } catch {
            if error.remedy != .retry || state.line?.isBroken ?? false {
                state.line?.close()
                state.line = nil
            }
            throw error
        }
    }

    /// Tells of records that the log refuses, at once and then every ten seconds at most.
    private func tell(_ refusals: [LogError], _ state: inout State) {
        if let last = refusals.last {
            state.refusals = ((state.refusals?.count ?? 0) + refusals.count, last)
        }
        guard let (count, last) = state.refusals, ContinuousClock.now >= state.nextTelling else { return }
        state.refusals = nil
        state.nextTelling = .now + .seconds(10)
        logger.error(
            "The log refuses records for good; they are dead letters, and those behind them went on",
            ["records": .integer(count), "error": .error(last)]
        )
    }

    private func makeLine(_ state: inout State) throws(LogError) -> SpoolSession {
        let line = try SpoolSession(
            storage: storage,
            spool: spool,
            log: log,
            producerID: producerID,
            settings: settings,
            limits: limits,
            clock: clock
        )
        state.line = line
        logger.info("forwarding", ["spool.id": .string(spool), "spool.next": .integer(line.position.next)])
        try count(from: line.position.next, &state)
        return line
    }

    /// Counts what waits: at the start by the spool's own mark, and once the log says it from its place on.
    private func count(from place: Int64?, _ state: inout State) throws(LogError) {
        let from: Int64
        if let counted = state.countedFrom {
            from = counted
        } else {
            from = try ForwardMark.read(storage.log)?.next ?? 0
            tally.add(try SpoolTally.count(from..<max(from, tally.initialEnd), in: storage.log))
            state.countedFrom = from
        }
        guard let place, place != from else { return }
        if place > from {
            tally.add(-(try SpoolTally.count(from..<place, in: storage.log)))
        } else {
            tally.add(try SpoolTally.count(place..<from, in: storage.log))
        }
        state.countedFrom = place
    }
}
