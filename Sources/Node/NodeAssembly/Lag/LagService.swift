import EventModel
import ForensicVault
package import Lifecycle
package import LogPort
package import StageRuntime
package import Telemetry

/// Measures lag every ten seconds on a thread of its own and shows it as metrics.
///
/// A measurement that fails is logged and tried again: lag is looked at, nothing depends on it.
package final class LagService: Service {
    package let name = "lag"
    private let log: any EventLog
    private let wirings: [StageWiring]
    private let vaultFile: String?
    private let metrics: LagMetrics
    private let logger: Logger
    private let now: LogOperations.Clock
    private let period: Duration
    private let workers = WorkerSet()

    /// Prepares the service.
    ///
    /// - Parameters:
    ///   - log: The log.
    ///   - wirings: The stages whose groups are measured: those of this process.
    ///   - vaultFile: The vault's file, when this process feeds one.
    ///   - metrics: Where to show it.
    ///   - logger: Where to say of hanging transactions.
    ///   - now: The time of day.
    ///   - period: The pause between two measurements.
    package init(
        log: any EventLog,
        wirings: [StageWiring],
        vaultFile: String?,
        metrics: MetricRegistry,
        logger: Logger,
        now: @escaping LogOperations.Clock,
        period: Duration = .seconds(10)
    ) {
        self.log = log
        self.wirings = wirings
        self.vaultFile = vaultFile
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
            var groups = LagGroup.stages(wirings)
            // The vault is there once its service has made it.
            if let vaultFile, let vault = try? VaultReader(path: vaultFile) {
                groups.append(.vault(try vault.positions(), topic: Topics.incidents.name))
            }
            let report = try meter.measure(
                groups,
                watching: wirings.flatMap { [$0.output, $0.changelog] },
                nowMilliseconds: now().milliseconds,
                uptimeMilliseconds: Int64(uptime / .milliseconds(1))
            )
            metrics.show(report)
            for held in report.hanging {
                logger.warning(
                    "A transaction hangs: readers wait before it, kafka-transactions.sh find-hanging names it",
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
