package import Configuration
package import Lifecycle
package import LogPort
package import Operations
import SQLiteLog
import StageRuntime
package import Telemetry

/// Parts of the pipeline in one process on one log: what `eyrie up`, `bridge`, `worker` and `vault run` run.
///
/// Services start from the end of the pipeline to its beginning, so that no alert is taken in before it can be decided,
/// and stop in reverse order: doors first.
package final class PipelineNode: Sendable {
    package let log: any EventLog
    package let operations: LogOperations
    /// The health for the probes.
    package let health: NodeHealth
    /// In the order of their start.
    package let services: [any Service]

    /// Opens the embedded log of the settings' folder, creates its topics, and prepares parts.
    ///
    /// - Throws: `LogError` when the folder cannot be used, or an error of a part.
    package convenience init(
        parts: PartList = Parts.all,
        running isWanted: (Part) -> Bool = { _ in true },
        settings: SettingsValues,
        logger: Logger,
        metrics: MetricRegistry,
        now: @escaping LogOperations.Clock
    ) throws {
        let place = settings[LogSettings.self]
        let log = try SQLiteLog(folder: place.folder, settings: settings[SQLiteLogSettings.self])
        try PipelineTopics.create(in: log, partitions: Int32(clamping: place.partitions))
        try self.init(
            log: log,
            parts: parts,
            running: isWanted,
            settings: settings,
            logger: logger,
            metrics: metrics,
            now: now
        )
    }

    /// Prepares every service without starting one.
    ///
    /// - Parameters:
    ///   - log: The log; its topics are there.
    ///   - parts: The parts that the program knows.
    ///   - isWanted: Whether this process runs a part.
    ///   - options: The command's options beside the settings.
    ///   - settings: The settings of all parts.
    ///   - logger: For all services.
    ///   - metrics: For all services; shown by the probes.
    ///   - now: The time for audit entries.
    /// - Throws: An error of a part, `LogError` with `unknownTopic` among others.
    package init(
        log: any EventLog,
        parts: PartList = Parts.all,
        running isWanted: (Part) -> Bool = { _ in true },
        options: NodeOptions = NodeOptions(),
        settings: SettingsValues,
        logger: Logger,
        metrics: MetricRegistry,
        now: @escaping LogOperations.Clock
    ) throws {
        self.log = log
        operations = LogOperations(log: log, topology: parts.topology, now: now)
        health = NodeHealth(stalledAfter: settings[ProbeSettings.self].stalledAfter)
        health.expect(ReadyMark.part)
        var context = NodeContext(
            log: log,
            options: options,
            settings: settings,
            parts: parts,
            running: parts.starting(isWanted),
            operations: operations,
            health: health,
            logger: logger,
            metrics: metrics,
            meters: StageMeters(registry: metrics),
            now: now
        )
        for part in context.running {
            context.services += try part.make(context)
        }
        services = context.services + [ReadyMark(health: health)]
    }

    /// The first service of a type, such as a door, and of a name if one is given; nil when this process has none.
    package func service<Found: Service>(_ type: Found.Type, named name: String? = nil) -> Found? {
        services.lazy.compactMap { $0 as? Found }.first { name == nil || $0.name == name }
    }
}
