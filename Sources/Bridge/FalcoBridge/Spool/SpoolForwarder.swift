import EventModel
package import Lifecycle
package import LogPort
import Synchronization
package import Telemetry

/// Moves what is in the spool into the log, in order, each record exactly once.
///
/// ```
///   away ── a producer, which settles what a dead process left open ──▶ read how far the log has it ──▶ forwarding
///    ▲                                                                                                     │
///    └──── the outcome of a transaction is unknown, or the log does not answer: wait, then anew ◀──────────┘
/// ```
/// Each transaction holds whole groups of the intake, their counters, and the spool's position behind them
/// (``ForwardPosition``): there is no moment at which a crash could lose or double a record. What was forwarded is then
/// removed from the spool. Order is that of arrival, so that of each profile.
///
/// A part of the spool whose checksum fails is passed over, named by a dead letter and in the log of the process.
package final class SpoolForwarder: Service {
    /// The name in log lines.
    package let name = "bridge.forwarder"

    private let storage: any SpoolStorage
    private let spool: String
    private let log: any LogReading & LogWriting
    private let producerID: String
    private let settings: SpoolSettings
    private let metrics: SpoolMetrics
    private let logger: Logger
    private let clock: ReceiptClock
    private let thread = ServiceThread(name: "forwarder")
    private let deadline = Mutex<ContinuousClock.Instant?>(nil)

    /// Prepares the forwarder; the log need not be reachable.
    ///
    /// - Parameters:
    ///   - storage: Where the spool is kept.
    ///   - spool: Its identity, of ``SpoolLog``.
    ///   - log: Where it is forwarded to.
    ///   - producerID: The bridge's name among the log's writers; another process of this name fences this one.
    ///   - settings: Sizes and pauses.
    ///   - metrics: Where to count.
    ///   - logger: Where to tell.
    ///   - clock: The time of dead letters about the spool itself.
    package init(
        storage: any SpoolStorage,
        spool: String,
        log: any LogReading & LogWriting,
        producerID: String,
        settings: SpoolSettings,
        metrics: MetricRegistry,
        logger: Logger,
        clock: ReceiptClock = .system
    ) {
        self.storage = storage
        self.spool = spool
        self.log = log
        self.producerID = producerID
        self.settings = settings
        self.metrics = SpoolMetrics(metrics)
        self.logger = logger
        self.clock = clock
    }

    package func start(_ handle: ServiceHandle) throws {
        try thread.start(reportingTo: handle) { [self] stop in
            try run(until: stop)
        }
    }

    /// Forwards what is there as far as the budget goes; the rest stays in the spool for the next start.
    ///
    /// A log that does not answer is not waited for: its thread is left to the end of the process, and a transaction that
    /// ends in the middle is settled by the next start.
    package func stop(within budget: Duration) {
        deadline.withLock { $0 = .now + budget }
        guard thread.isStarted else { return }
        if !thread.stop(within: budget * 0.6) {
            logger.warning("the log does not answer; what it does not have stays in the spool")
        }
        storage.log.close()
    }

    /// Forwards until asked to stop, and then what is left, as far as the log takes it in time.
    ///
    /// - Throws: ``LogError`` when a person has to act, `fenced` when another process has this bridge's name.
    package func run(until stop: StopFlag) throws(LogError) {
        var line: SpoolSession?
        defer { line?.close() }
        while true {
            do throws(LogError) {
                let moved = try step(&line, maxWaitMilliseconds: stop.isSet ? 0 : 200)
                if stop.isSet, moved.count == 0 {
                    return
                }
            } catch {
                if stop.isSet {
                    logger.warning("what the log does not have stays in the spool", ["error": .error(error)])
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

    /// Forwards what is there now, and ends with the first error.
    ///
    /// - Throws: ``LogError`` of the log or the spool; what was forwarded stays so.
    package func drain() throws(LogError) {
        var line: SpoolSession?
        defer { line?.close() }
        while try step(&line, maxWaitMilliseconds: 0).count > 0 {}
    }

    /// One transaction; after an error that needs it the next one begins with a new line.
    private func step(_ line: inout SpoolSession?, maxWaitMilliseconds: Int) throws(LogError) -> SpoolSession.Moved {
        do throws(LogError) {
            let open = if let line { line } else { try makeLine() }
            line = open
            let moved = try open.forward(maxWaitMilliseconds: maxWaitMilliseconds)
            metrics.note(moved, waiting: try open.waitingCount(), bytes: storage.storedBytes)
            for damage in moved.damages {
                logger.error("a part of the spool is damaged and was passed over", ["error": .error(damage)])
            }
            return moved
        } catch {
            if error.remedy != .retry || line?.isBroken ?? false {
                line?.close()
                line = nil
            }
            throw error
        }
    }

    private func makeLine() throws(LogError) -> SpoolSession {
        let line = try SpoolSession(
            storage: storage,
            spool: spool,
            log: log,
            producerID: producerID,
            settings: settings,
            clock: clock
        )
        logger.info("forwarding", ["spool.id": .string(spool), "spool.next": .integer(line.position.next)])
        return line
    }
}
