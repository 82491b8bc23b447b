import Configuration
import FalcoBridge
import HTTPService
import KafkaLog
import LogPort

/// The doors, which take in alerts.
extension Part {
    /// Falco's `http_output`.
    static let http = Part(
        "http",
        .door,
        settings: [HTTPDoorSettings.self],
        check: { settings in
            let door = settings[HTTPDoorSettings.self]
            if door.isEnabled {
                _ = try door.listening()
            }
        },
        make: { context in
            let settings = context.settings[HTTPDoorSettings.self]
            guard settings.isEnabled else { return [] }
            let (options, access) = try settings.listening()
            let door = HTTPDoor(options: options, intake: context.intake, access: access, metrics: context.metrics)
            guard let identity = options.tls else { return [door] }
            return [door, CertificateWatch(identity, metrics: context.metrics, logger: context.logger)]
        }
    )

    /// Files that are followed.
    static let files = Part(
        "files",
        .door,
        settings: [FileDoorSettings.self],
        make: { context in
            let settings = context.settings[FileDoorSettings.self]
            guard !settings.patterns.isEmpty else { return [] }
            return [
                FileDoor(
                    patterns: settings.patterns,
                    intake: context.intake,
                    limits: settings.limits,
                    logger: context.logger
                )
            ]
        }
    )

    /// Lines over a unix socket.
    static let socket = Part(
        "socket",
        .door,
        settings: [SocketDoorSettings.self],
        make: { context in
            let settings = context.settings[SocketDoorSettings.self]
            guard !settings.path.isEmpty else { return [] }
            return [
                SocketDoor(
                    path: settings.path,
                    limits: settings.limits,
                    intake: context.intake,
                    metrics: context.metrics,
                    logger: context.logger
                )
            ]
        }
    )

    /// Falco's `syslog_output`.
    static let syslog = Part(
        "syslog",
        .door,
        settings: [SyslogDoorSettings.self],
        check: { _ = try $0[SyslogDoorSettings.self].places() },
        make: { context in
            let settings = context.settings[SyslogDoorSettings.self]
            let places = try settings.places()
            guard !places.isEmpty else { return [] }
            return [
                SyslogDoor(
                    places: places,
                    limits: settings.limits,
                    intake: context.intake,
                    metrics: context.metrics,
                    logger: context.logger
                )
            ]
        }
    )

    /// Kafka topics which others fill.
    static let sourceTopics = Part(
        "topics",
        .door,
        settings: [SourceTopicSettings.self],
        check: { settings in
            _ = try settings[SourceTopicSettings.self]
                .cluster(log: settings[LogSettings.self], kafka: settings[KafkaSettings.self])
        },
        make: { context in
            let settings = context.settings[SourceTopicSettings.self]
            let cluster = try settings.cluster(
                log: context.settings[LogSettings.self],
                kafka: context.settings[KafkaSettings.self],
                logger: context.logger
            )
            guard let cluster, context.options.filesOnce.isEmpty else { return [] }
            let log = context.log
            let lookUp: TopicDoor.PlaceLookup = { () throws(LogError) in try DoorChangelog.read(log) }
            return [
                TopicDoor(
                    source: ClusterSource(try KafkaLog(cluster)),
                    settings: settings.door,
                    intake: context.intake,
                    // The log may know positions that a new spool does not.
                    lookUpPlaces: context.hasSpool ? lookUp : nil,
                    metrics: context.metrics,
                    logger: context.logger
                )
            ]
        }
    )

    /// Lines on standard input, once.
    static let standardInput = Part(
        "stdin",
        .door,
        make: { context in
            context.options.readsStandardInput ? [StandardInputDoor(intake: context.intake)] : []
        }
    )

    /// Files that are read once.
    static let fileImport = Part(
        "import",
        .door,
        make: { context in
            let options = context.options
            guard !options.filesOnce.isEmpty else { return [] }
            return [
                FileImport(
                    paths: options.filesOnce,
                    isFromBeginning: options.readsFromBeginning,
                    isDatedByFile: options.datesByFile,
                    intake: context.intake
                )
            ]
        }
    )

    /// Reads files for `eyrie import` of another process, where this one owns the log.
    static let importDesk = Part(
        "import-desk",
        .door,
        make: { context in
            guard context.options.isEmbedded, !context.options.isOnce else { return [] }
            let files = context.settings[FileDoorSettings.self]
            let desk = ImportDesk(intake: context.intake) { files.follows($0) }
            var options = HTTPServerOptions(
                endpoint: .unix(path: context.settings[LogSettings.self].importSocket)
            )
            options.settingName = "log.folder"
            return [
                desk,
                RoutedEndpoint(name: "import-desk", options: options, routes: ImportRoutes.routes(desk)),
            ]
        }
    )

    /// Heartbeats of the bridge, and the questions to each Falco.
    static let sensors = Part(
        "sensors",
        .door,
        settings: [SensorSettings.self],
        check: { try $0[SensorSettings.self].check() },
        make: { context in
            var settings = context.settings[SensorSettings.self]
            settings.version = context.options.version
            let name = context.settings[IntakeSettings.self].bridgeName
            let heartbeat = SensorHeartbeat(settings: settings, bridgeName: name, intake: context.intake)
            guard !settings.endpoints.isEmpty else { return [heartbeat] }
            return [heartbeat, FalcoPoller(settings: settings, bridgeName: name, intake: context.intake)]
        }
    )
}
