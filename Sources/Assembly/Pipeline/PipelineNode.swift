import Endpoints
import EventModel
package import FalcoBridge
import HTTPService
package import Lifecycle
import Replay
package import SQLiteLog
import StageRuntime
package import Telemetry

/// The whole pipeline in one process on the embedded log: what `eyrie up` runs, and tests and benches too.
///
/// Services start from the end of the pipeline to its beginning, so that nothing is taken in before it can be decided,
/// and stop the other way round: doors first, then what they filled.
package final class PipelineNode: Sendable {
    package let log: SQLiteLog
    package let intake: AlertIntake
    package let operations: LogOperations
    /// In the order of their start.
    package let services: [any Service]
    private let httpDoor: HTTPDoor?
    private let probes: RoutedEndpoint?

    /// Opens the log, creates its topics, and prepares every service without starting one.
    ///
    /// - Parameters:
    ///   - settings: Folders, doors, limits.
    ///   - logger: For all services.
    ///   - metrics: For all services; shown by the probes.
    ///   - now: The time for audit entries.
    /// - Throws: ``LogError`` when the folder cannot be used, or what a service met.
    package init(
        settings: NodeSettings,
        logger: Logger,
        metrics: MetricRegistry,
        now: @escaping LogOperations.Clock
    ) throws {
        log = try SQLiteLog(folder: settings.folder, settings: settings.engine)
        try log.create(PipelineTopics.settings(partitions: try Self.partitions(of: log, settings)))
        operations = LogOperations(log: log, now: now)
        intake = try AlertIntake(log: log, settings: settings.intake, metrics: metrics, logger: logger)
        let surroundings = StageSurroundings(
            log: log,
            contents: ModelTopicContents(log: log, topic: Topics.models.name),
            commits: settings.commits,
            logger: logger,
            meters: StageMeters(registry: metrics)
        )
        var services: [any Service] = []
        let ready = StopFlag()
        if let options = settings.probes {
            let routes = ProbeRoutes.routes(metrics: metrics) { ready.isSet }
            let endpoint = RoutedEndpoint(name: "probes", options: options, routes: routes)
            services.append(endpoint)
            probes = endpoint
        } else {
            probes = nil
        }
        for stage in PipelineStages.all.reversed() {
            services.append(stage.makeService(in: surroundings, threads: settings.threads))
        }
        if let file = settings.vaultFile {
            services.append(VaultService(log: log, file: file, logger: logger))
        }
        services.append(
            RoutedEndpoint(
                name: "control",
                options: HTTPServerOptions(endpoint: .unix(path: NodeSettings.controlSocket(of: settings.folder))),
                routes: ControlRoutes.routes(operations: operations)
            )
        )
        services.append(intake)
        if let options = settings.http {
            let door = HTTPDoor(options: options, intake: intake)
            services.append(door)
            httpDoor = door
        } else {
            httpDoor = nil
        }
        for path in settings.files {
            services.append(FileDoor(path: path, mode: .follow, intake: intake, logger: logger))
        }
        for path in settings.filesOnce {
            services.append(FileDoor(path: path, mode: .once, intake: intake, logger: logger))
        }
        if settings.readsStandardInput {
            services.append(StandardInputDoor(intake: intake))
        }
        services.append(ReadyMark(flag: ready))
        self.services = services
    }

    /// The port of the HTTP door once it is started, nil without one.
    package var httpPort: UInt16? {
        httpDoor?.port
    }

    /// The port of the probes once they are started, nil without them.
    package var probesPort: UInt16? {
        probes?.port
    }

    private static func partitions(of log: SQLiteLog, _ settings: NodeSettings) throws(LogError) -> Int32 {
        let existing = try log.topics().first { $0.name == Topics.alerts.name }
        return existing?.partitions ?? settings.partitions
    }
}
