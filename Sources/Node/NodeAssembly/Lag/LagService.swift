import EventModel
package import Lifecycle
package import LogPort
package import Operations
package import Telemetry

/// Measures lag every ten seconds on its own thread and shows it as metrics.
///
/// A measurement that fails is logged and tried again; nothing depends on lag.
package final class LagService: Service {
    package let name = "lag"
    private let log: any LogReading
    private let groups: @Sendable () -> [LagGroup]
    private let topics: [String]
    private let metrics: LagMetrics
    private let logger: Logger
    private let now: LogOperations.Clock
    private let period: Duration
    private let workers = WorkerSet()

    /// Prepares the service.
    ///
    /// - Parameters:
    ///   - log: The log.
    ///   - groups: Finds the groups to measure, and the positions of projections.
    ///   - topics: Where to look for open transactions, beside the topics of the groups.
    ///   - metrics: Where to show it.
    ///   - logger: For hanging transactions.
    ///   - now: The time of day.
    ///   - period: The pause between two measurements.
    package init(
        log: any LogReading,
        groups: @escaping @Sendable () -> [LagGroup],
        watching topics: [String],
        metrics: MetricRegistry,
        logger: Logger,
        now: @escaping LogOperations.Clock,
        period: Duration = .seconds(10)
    ) {
        self.log = log
        self.groups = groups
        self.topics = topics
        self.metrics = LagMetrics(registry: metrics)
        self.logger = logger
        self.now = now
        self.period = period
    }

    package func start(_ handle: ServiceHandle) throws {
        let thread = WorkerThread(name: name, reportingTo: handle) { [self] stop in
            let meter = LagMeter(log: log)
            let clock = ContinuousClock()
            let start = clock.now
            while !stop.isSet {
                measure(meter, uptime: start.duration(to: clock.now))
                stop.wait(for: period)
            }
        }
        try thread.start()
        workers.add(thread)
    }

    package func stop(within budget: Duration) {
        workers.stop(within: budget)
    }

    private func measure(_ meter: LagMeter, uptime: Duration) {
        do {
            let report = try meter.measure(
                groups(),
                watching: topics,
                nowMilliseconds: now().milliseconds,
                uptimeMilliseconds: Int64(uptime / .milliseconds(1))
            )
            metrics.show(report)
            for held in report.hanging {
                logger.warning(
                    "A transaction hangs and readers wait for it; find it with kafka-transactions.sh find-hanging",
                    [
                        "kafka.partition": .string("\(held.partition)"),
                        "kafka.offset": .integer(Int(held.ends.stable)),
                        "held": .duration(.milliseconds(held.heldMilliseconds)),
                    ]
                )
            }
        } catch {
            logger.info("Lag was not measured", ["error": .string("\(error)")])
        }
    }
}
