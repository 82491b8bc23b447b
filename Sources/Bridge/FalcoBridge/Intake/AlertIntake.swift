import EventModel
import Foundation
package import Lifecycle
package import LogPort
import Synchronization
package import Telemetry

/// Where all doors hand in what they received: one queue, one writer thread, durable groups.
///
/// Delivery: what is answered 200, and every position of a file, is durable in the log together with the counters that
/// count it. When the log refuses a group (a full disk), its exchanges are answered 503, its batches wait and are tried
/// again, and nothing of it is counted. An exchange or batch that was handed in is always answered or released.
package final class AlertIntake: Service {
    /// The name in log lines.
    package let name = "bridge.intake"

    /// When each node was heard of; nil unless the settings want it.
    let watch: SensorWatch?

    private let log: any EventLog
    private let settings: IntakeSettings
    private let metrics: IntakeMetrics
    private let falcosidekick: FalcosidekickMetrics?
    private let clock: ReceiptClock
    private let logger: Logger
    private let queue: IntakeQueue
    private let table: Mutex<DoorTable>
    private let partitions: (alerts: Int, sensors: Int, deadLetters: Int)
    private let thread = ServiceThread(name: "bridge-writer")

    /// Reads what the log has kept of doors; the topics must be there.
    ///
    /// - Throws: ``LogError``, `unknownTopic` among others.
    package init(
        log: any EventLog,
        settings: IntakeSettings,
        metrics: MetricRegistry,
        clock: ReceiptClock = .system,
        logger: Logger
    ) throws(LogError) {
        self.log = log
        self.settings = settings
        watch = settings.watchesNodes ? SensorWatch() : nil
        self.clock = clock
        self.metrics = IntakeMetrics(metrics)
        falcosidekick = settings.hasFalcosidekickMetrics ? FalcosidekickMetrics(metrics) : nil
        self.logger = logger
        queue = IntakeQueue(maximumBytes: settings.maximumHeldBytes, maximumCount: settings.maximumHeldCount)
        var doors = DoorTable()
        doors.kept = try DoorChangelog.read(log)
        table = Mutex(doors)
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
    ///   - name: Unique in this bridge and stable over restarts: `http`, `file:/var/log/falco.log`.
    ///   - kind: What stands in envelopes: `http`, `file`.
    /// - Returns: The door's place, with what was kept of it before.
    package func openDoor(_ name: String, kind: String) -> IntakeDoor {
        table.withLock { $0.open(settings.doorName(name), kind: kind) }
    }

    /// Hands in a batch, waiting while there is no room.
    ///
    /// - Parameters:
    ///   - batch: What to hand in.
    ///   - door: Whose it is.
    ///   - isStopping: Whether the door is to stop; asked while there is no room.
    /// - Returns: False when the intake has ended, or the door stops while there is no room: the batch is not kept.
    package func submit(
        _ batch: ReceivedBatch,
        from door: IntakeDoor,
        unless isStopping: () -> Bool = { false }
    ) -> Bool {
        queue.put(batch, door: door.index, unless: isStopping)
    }

    /// Hands in an exchange; it is answered when everything in its body is durable.
    ///
    /// - Returns: False when there is no room or the intake has ended; the caller answers.
    package func offer(_ received: ReceivedExchange, from door: IntakeDoor) -> Bool {
        let isIn = queue.offer(received, door: door.index)
        if !isIn {
            metrics.refused(door.name).increment()
        }
        return isIn
    }

    /// Counts a request that is none that takes an alert.
    func countWrongMethod() {
        falcosidekick?.rejected.increment()
    }

    /// Where an HTTP door counts whom it did not let in.
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

    /// What the log has kept of each door, also of doors of earlier processes, by name.
    package var counters: [DoorCounters] {
        table.withLock { $0.kept.values.sorted { $0.door < $1.door } }
    }

    /// The counters of this process's doors, by name.
    var openCounters: [DoorCounters] {
        table.withLock { $0.entries.map(\.counters).sorted { $0.door < $1.door } }
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
    /// - Parameter onFailure: Told when the log will not take anything again; called on the writer's thread.
    /// - Throws: ``LogError``, or `LifecycleError` when there is no thread.
    package func start(onFailure: @escaping @Sendable (any Error) -> Void) throws {
        let writer = try IntakeWriter(
            log: log,
            settings: settings,
            queue: queue,
            recorder: AlertRecorder(
                naming: ProfileNaming(tenant: settings.tenant, cluster: settings.cluster),
                sieve: AlertSieve(settings) { [metrics] in metrics.undecidedFilters($0).increment() },
                watch: watch,
                leastKept: settings.leastKept,
                alertPartitions: partitions.alerts,
                sensorPartitions: partitions.sensors,
                deadLetterPartitions: partitions.deadLetters
            ),
            metrics: metrics,
            falcosidekick: falcosidekick,
            clock: clock,
            logger: logger,
            table: { [self] in table.withLock { $0.entries } },
            keep: { [self] counters, index in table.withLock { $0.keep(counters, at: index) } }
        )
        let only = Handover(writer)
        try thread.start { _ in
            do throws(LogError) {
                try only.writer.run()
            } catch {
                onFailure(error)
            }
        }
    }

    /// Takes nothing more, keeps what was handed in, and ends the writer; doors are stopped before.
    package func stop(within budget: Duration) {
        queue.close()
        if !thread.stop(within: budget) {
            logger.error("The writer did not end in time")
        }
    }

    /// Carries the writer to its thread.
    private struct Handover: @unchecked Sendable {
        // @unchecked: the writer is made here and used by its thread alone from then on.
        let writer: IntakeWriter

        init(_ writer: IntakeWriter) {
            self.writer = writer
        }
    }
}
