import EventModel
package import Lifecycle
package import LogPort
package import Telemetry

/// Where all doors hand in what they received: one queue, one writer thread, durable groups.
///
/// Delivery: an alert that is answered 200, and every position of a file, is durable in the log together with its
/// counters. When the log refuses a group (a full disk), its exchanges are answered 503, its batches wait and are tried
/// again, and nothing of it is counted. An exchange or batch that was handed in is always answered or released.
package final class AlertIntake: Service {
    /// The name in log lines.
    package let name = "bridge.intake"

    /// When each node reported last; nil unless enabled by the settings.
    let watch: SensorWatch?

    private let log: any LogReading & LogWriting
    private let settings: IntakeSettings
    private let metrics: IntakeMetrics
    private let falcosidekick: FalcosidekickMetrics?
    private let clock: ReceiptClock
    private let logger: Logger
    private let queue: IntakeQueue
    private let doors: DoorTable
    private let partitions: (alerts: Int, sensors: Int, deadLetters: Int)
    private let thread = ServiceThread(name: "bridge-writer")
    private let counter: RefusedAlerts
    private let refusals: RefusalEpisode

    /// Reads the doors' state in the log; the topics must exist.
    ///
    /// `onTrouble` is told what keeps alerts out while they are refused, and nil when they are taken again.
    ///
    /// - Throws: ``LogError``, `unknownTopic` among others.
    package init(
        log: any LogReading & LogWriting,
        settings: IntakeSettings,
        metrics: MetricRegistry,
        clock: ReceiptClock = .system,
        logger: Logger,
        onTrouble: @escaping @Sendable (String?) -> Void = { _ in }
    ) throws(LogError) {
        counter = RefusedAlerts(bodyLimit: settings.maximumBodyBytes)
        refusals = RefusalEpisode(logger: logger, onTrouble: onTrouble)
        self.log = log
        self.settings = settings
        watch = settings.watchesNodes ? SensorWatch() : nil
        self.clock = clock
        self.metrics = IntakeMetrics(metrics)
        falcosidekick = settings.hasFalcosidekickMetrics ? FalcosidekickMetrics(metrics) : nil
        self.logger = logger
        queue = IntakeQueue(maximumBytes: settings.maximumHeldBytes, maximumCount: settings.maximumHeldCount)
        doors = DoorTable(kept: try DoorChangelog.read(log))
        partitions = (
            Int(try log.partitionCount(of: Topics.alerts.name)),
            Int(try log.partitionCount(of: Topics.sensors.name)),
            Int(try log.partitionCount(of: Topics.deadLetters.name))
        )
    }

    // MARK: Doors

    /// Opens a door; a second one of the same name is the same door.
    ///
    /// - Parameters:
    ///   - name: Unique in this bridge and stable across restarts: `http`, `file:/var/log/falco.log`.
    ///   - kind: The kind in envelopes: `http`, `file`.
    /// - Returns: The door's place, with its stored state.
    package func openDoor(_ name: String, kind: String) -> IntakeDoor {
        doors.open(settings.doorName(name), kind: kind)
    }

    /// The name that a door of this bridge has in the log.
    func doorName(_ name: String) -> String {
        settings.doorName(name)
    }

    /// Hands in a batch, waiting while there is no room.
    ///
    /// - Parameters:
    ///   - batch: What to hand in.
    ///   - door: The door that it came from.
    ///   - isStopping: Whether the door is to stop; asked while there is no room.
    /// - Returns: False when the intake has ended, or the door stops while there is no room: the batch is not kept.
    package func submit(
        _ batch: ReceivedBatch,
        from door: IntakeDoor,
        unless isStopping: () -> Bool = { false }
    ) -> Bool {
        queue.put(batch, door: door.index, unless: isStopping)
    }

    /// Hands in exchanges; each is answered when everything in its body is durable.
    ///
    /// - Returns: How many were taken, from the first on; the caller answers the others, for which there is no room or
    ///   the intake has stopped.
    package func offer(_ received: [ReceivedExchange], from door: IntakeDoor) -> Int {
        let count = queue.offer(received, door: door.index)
        if count < received.count {
            let lost = received.dropFirst(count).reduce(0) { $0 + counter.count($1) }
            doors.countRefused(lost, at: door.index)
            metrics.countRefused(lost, door: door.name)
            refusals.refused(lost)
        }
        return count
    }

    /// Counts a request that cannot carry an alert.
    func countWrongMethod() {
        falcosidekick?.rejected.increment()
    }

    /// Where an HTTP door counts refused clients.
    func httpRefusals(of door: IntakeDoor) -> HTTPRefusals {
        HTTPRefusals(metrics.httpRefusals, door: door.name, logger: logger)
    }

    /// Waits until every batch handed in so far is kept.
    ///
    /// - Parameter isStopping: Whether the door is to stop; asked while it waits.
    /// - Returns: False when the intake ended before, or the door stops.
    package func waitUntilKept(unless isStopping: () -> Bool = { false }) -> Bool {
        queue.waitForBatches(unless: isStopping)
    }

    /// The stored state of each door, also of doors of earlier processes, by name.
    package var counters: [DoorCounters] {
        doors.kept
    }

    /// The counters of this process's doors, by name.
    var openCounters: [DoorCounters] {
        doors.entries.map(\.counters).sorted { $0.door < $1.door }
    }

    /// Counts nodes that fell silent.
    func countSilent(_ count: Int) {
        metrics.silentNodes.increment(by: UInt64(count))
    }

    // MARK: Service

    /// Opens the producer and starts the writer.
    package func start(_ handle: ServiceHandle) throws {
        try start { handle.fail($0) }
    }

    /// Opens the producer and starts the writer, outside any group of services.
    ///
    /// - Parameter onFailure: Called on the writer's thread when the log permanently accepts nothing.
    /// - Throws: ``LogError``, or `LifecycleError` when there is no thread.
    package func start(onFailure: @escaping @Sendable (any Error) -> Void) throws {
        let writer = try makeWriter()
        let only = Handover(writer)
        try thread.start { _ in
            do throws(LogError) {
                try only.take().run()
            } catch {
                onFailure(error)
            }
        }
    }

    private func makeWriter() throws(LogError) -> IntakeWriter {
        // Before the duplicate window is read: the producer settles what an earlier one left open.
        let producer = try GroupProducer(log, id: settings.producerID)
        let records = AlertRecorder(
            naming: ProfileNaming(tenant: settings.tenant, cluster: settings.cluster),
            sieve: AlertSieve(settings) { [metrics] in metrics.undecidedFilters($0).increment() },
            watch: watch,
            leastKept: settings.leastKept,
            limits: settings.limits,
            alertPartitions: partitions.alerts,
            sensorPartitions: partitions.sensors,
            deadLetterPartitions: partitions.deadLetters
        )
        let alerts = UniqueAlertRecorder(
            records,
            repeated: try DuplicateTail.window(
                settings,
                from: doors.entries.contains { $0.kind == "http" } ? log : nil,
                now: clock.milliseconds,
                logger: logger
            ),
            falcosidekick: falcosidekick
        )
        return IntakeWriter(
            settings: settings,
            queue: queue,
            producer: producer,
            recorders: IntakeWriter.Recorders(
                records: records,
                exchanges: ExchangeRecorder(alerts, bodyLimit: settings.maximumBodyBytes),
                alerts: alerts,
                batches: BatchRecorder(records, windowMilliseconds: settings.duplicateWindow.wholeMilliseconds)
            ),
            table: doors,
            metrics: metrics,
            refusals: refusals,
            logger: logger
        )
    }

    /// Accepts nothing more, keeps what was handed in, and stops the writer; doors are stopped before.
    package func stop(within budget: Duration) {
        queue.close()
        if !thread.stop(within: budget) {
            logger.error("The writer did not stop in time")
        }
    }
}
