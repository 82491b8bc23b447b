import EventModel
package import FalcoBridge
import HTTPService
package import Lifecycle
package import LogPort
import Replay
import SQLiteLog
import StageRuntime
package import Telemetry

/// Parts of the pipeline in one process on one log: what `eyrie up`, `bridge`, `worker` and `vault run` run.
///
/// Services start from the end of the pipeline to its beginning, so that nothing is taken in before it can be decided,
/// and stop the other way round: doors first, then what they filled.
package final class PipelineNode: Sendable {
    package let log: any EventLog
    package let operations: LogOperations
    /// What the probes answer.
    package let health: NodeHealth
    /// In the order of their start.
    package let services: [any Service]
    private let doorIntake: AlertIntake?
    private let httpDoor: HTTPDoor?
    /// What reads files once; nil when there is nothing to read so.
    package let fileImport: FileImport?
    private let probes: RoutedEndpoint?

    /// Opens the embedded log of the settings' folder, creates its topics, and prepares the whole pipeline.
    ///
    /// - Parameters:
    ///   - settings: Folders, doors, limits.
    ///   - logger: For all services.
    ///   - metrics: For all services; shown by the probes.
    ///   - now: The time for audit entries.
    /// - Throws: ``LogError`` when the folder cannot be used, or what a service met.
    package convenience init(
        settings: NodeSettings,
        logger: Logger,
        metrics: MetricRegistry,
        now: @escaping LogOperations.Clock
    ) throws {
        let log = try SQLiteLog(folder: settings.folder, settings: settings.engine)
        try PipelineTopics.create(in: log, partitions: settings.partitions)
        try self.init(
            log: log,
            parts: .everything(isOwner: true),
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
    ///   - parts: What this process runs.
    ///   - settings: Doors, limits, names; the folder only for the owner of an embedded log.
    ///   - logger: For all services.
    ///   - metrics: For all services; shown by the probes.
    ///   - now: The time for audit entries.
    /// - Throws: ``LogError``, `unknownTopic` among others.
    package init(
        log: any EventLog,
        parts: NodeParts,
        settings: NodeSettings,
        logger: Logger,
        metrics: MetricRegistry,
        now: @escaping LogOperations.Clock
    ) throws {
        self.log = log
        operations = LogOperations(log: log, now: now)
        health = NodeHealth(stalledAfter: settings.stalledAfter)
        health.expect(ReadyMark.part)
        var services: [any Service] = []
        probes = settings.probes.map { [health] options in
            RoutedEndpoint(name: "probes", options: options, routes: health.routes(metrics: metrics))
        }
        if let probes {
            services.append(probes)
        }
        let surroundings = StageSurroundings(
            log: log,
            contents: ModelTopicContents(log: log, topic: Topics.models.name),
            commits: settings.commits,
            memberName: settings.memberName,
            joinsInTurn: parts.isOwner,
            logger: logger,
            meters: StageMeters(registry: metrics),
            health: health
        )
        for stage in parts.stages.reversed() {
            services.append(stage.makeService(in: surroundings, threads: settings.threads))
        }
        if parts.hasVault, let file = settings.vaultFile {
            services.append(VaultService(log: log, file: file, logger: logger, health: health))
        }
        if probes != nil, !parts.stages.isEmpty || parts.hasVault {
            services.append(
                LagService(
                    log: log,
                    wirings: parts.stages.map(\.wiring),
                    vaultFile: parts.hasVault ? settings.vaultFile : nil,
                    metrics: metrics,
                    logger: logger,
                    now: now
                )
            )
        }
        if parts.isOwner {
            let endpoint = HTTPServerOptions(endpoint: .unix(path: NodeSettings.controlSocket(of: settings.folder)))
            let routes = ControlRoutes.routes(operations: operations)
            services.append(RoutedEndpoint(name: "control", options: endpoint, routes: routes))
        }
        if parts.hasDoors {
            let spooled = try SpooledIntake(
                log: log,
                settings: settings,
                metrics: metrics,
                logger: logger,
                health: health
            )
            services += spooled.services
            let watched = WatchedLog(spooled.front, heartbeat: health.watch("bridge.intake"))
            var intakeSettings = settings.intake
            intakeSettings.watchesNodes = settings.sensors != nil
            intakeSettings.leastKept = spooled.leastKept
            let intake = try AlertIntake(log: watched, settings: intakeSettings, metrics: metrics, logger: logger)
            httpDoor = settings.http.map {
                HTTPDoor(options: $0, intake: intake, access: settings.httpAccess, metrics: metrics)
            }
            services += Self.doors(settings, httpDoor, intake, log, metrics, logger)
            if let identity = settings.http?.tls {
                services.append(CertificateWatch(identity, metrics: metrics, logger: logger))
            }
            fileImport = Self.fileImport(settings, intake)
            if let fileImport {
                services.append(fileImport)
            }
            doorIntake = intake
        } else {
            httpDoor = nil
            fileImport = nil
            doorIntake = nil
        }
        services.append(ReadyMark(health: health))
        self.services = services
    }

    /// Where doors hand in what they received; only in a process with doors.
    package var intake: AlertIntake {
        guard let doorIntake else { preconditionFailure("this process has no doors") }
        return doorIntake
    }

    /// The port of the HTTP door once it is started, nil without one.
    package var httpPort: UInt16? {
        httpDoor?.port
    }

    /// The port of the probes once they are started, nil without them.
    package var probesPort: UInt16? {
        probes?.port
    }

    /// The intake first, so that it stops after all doors.
    private static func doors(
        _ settings: NodeSettings,
        _ httpDoor: HTTPDoor?,
        _ intake: AlertIntake,
        _ log: any EventLog,
        _ metrics: MetricRegistry,
        _ logger: Logger
    ) -> [any Service] {
        var services: [any Service] = [intake]
        if let sensors = settings.sensors {
            let name = settings.intake.bridgeName
            services.append(SensorHeartbeat(settings: sensors, bridgeName: name, intake: intake))
            if !sensors.endpoints.isEmpty {
                services.append(FalcoPoller(settings: sensors, bridgeName: name, intake: intake))
            }
        }
        if let httpDoor {
            services.append(httpDoor)
        }
        if let path = settings.socketPath {
            services.append(
                SocketDoor(path: path, limits: settings.socketLimits, intake: intake, metrics: metrics, logger: logger)
            )
        }
        if !settings.syslog.isEmpty {
            services.append(
                SyslogDoor(
                    places: settings.syslog,
                    limits: settings.syslogLimits,
                    intake: intake,
                    metrics: metrics,
                    logger: logger
                )
            )
        }
        if !settings.files.isEmpty {
            services.append(
                FileDoor(patterns: settings.files, intake: intake, limits: settings.fileLimits, logger: logger)
            )
        }
        if let (source, topics) = settings.topics {
            let lookUp: TopicDoor.PlaceLookup = { () throws(LogError) in try DoorChangelog.read(log) }
            services.append(
                TopicDoor(
                    source: source,
                    settings: topics,
                    intake: intake,
                    lookUpPlaces: settings.spoolFolder == nil ? nil : lookUp,
                    metrics: metrics,
                    logger: logger
                )
            )
        }
        if settings.readsStandardInput {
            services.append(StandardInputDoor(intake: intake))
        }
        return services
    }

    private static func fileImport(_ settings: NodeSettings, _ intake: AlertIntake) -> FileImport? {
        guard !settings.filesOnce.isEmpty else {
            return nil
        }
        return FileImport(
            paths: settings.filesOnce,
            isFromBeginning: settings.readsFromBeginning,
            intake: intake
        )
    }
}
