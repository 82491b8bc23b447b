import CommandLineKit
import Configuration
import EventModel
import FalcoBridge
import Foundation
import KafkaLog
import Lifecycle
import LogPort
import NodeAssembly
import SQLiteLog
import Telemetry

/// What the commands that run until a signal have in common: settings, log, services.
struct NodeCommand {
    /// The command's words, as log lines show them.
    let name: String
    let configuration: EffectiveConfiguration
    /// What this process runs of the pipeline.
    let parts: NodeParts
    var filesOnce: [String] = []
    var readsStandardInput = false
    /// Whether topics that a log on Kafka lacks are created.
    var createsTopics = false
    /// What a command wants otherwise than the settings say.
    var adjust: @Sendable (inout NodeSettings) -> Void = { _ in }
    /// The least urgent log line; nil takes the settings'.
    var logLevel: LogLevel?
    /// Services of the command, started first and stopped last; nil announces that everything is started.
    var makeServices: (@Sendable (PipelineNode) -> [any Service])?

    /// Runs until SIGTERM, SIGINT, the end of the work or a failure.
    ///
    /// - Returns: The exit code: 0 after an orderly end, 3 when another process took this one's name, else 1.
    /// - Throws: Why nothing was started.
    func run() throws -> Int32 {
        let address = try LogAccess.address(configuration)
        var settings = try nodeSettings()
        settings.filesOnce = filesOnce
        settings.readsStandardInput = readsStandardInput
        let logger = Logger.standardError(
            label: "eyrie",
            level: logLevel ?? configuration[EyrieSettings.logLevel],
            format: configuration[EyrieSettings.logFormat]
        )
        if parts.hasDoors, filesOnce.isEmpty {
            settings.topics = try TopicKeys.door(configuration, logger: logger)
        }
        adjust(&settings)
        let metrics = MetricRegistry()
        let log = try openLog(address, settings, logger, metrics)
        defer { log.close() }
        if settings.spoolFolder != nil {
            // The spool's threads start here.
            SignalSource.block()
        }
        let node = try PipelineNode(
            log: log,
            parts: parts,
            settings: settings,
            logger: logger,
            metrics: metrics,
            now: WallClock.now
        )
        let announcer = Announcer(command: name, node: node, log: place(of: address), logger: logger)
        let group = ServiceGroup(
            services: makeServices.map { $0(node) + node.services } ?? node.services + [announcer],
            stopBudget: try EngineDefaults.stopBudget(configuration),
            logger: logger
        )
        return try group.run().exitCode
    }

    /// Refuses the embedded log for a process that is one of several.
    ///
    /// The embedded log has one owning process (DESIGN.md, section 3).
    static func requireKafka(_ configuration: EffectiveConfiguration, _ name: String) throws(CommandFailure) {
        guard case .embedded = try LogAccess.address(configuration) else { return }
        throw CommandFailure(
            "\(name): the embedded log has one owning process, which runs every part of the pipeline: start `eyrie up`, "
                + "or name a log on Kafka with --log kafka://HOST:PORT"
        )
    }

    /// What the bridge adds to envelopes and leaves out, checked together with whose alerts they are.
    ///
    /// - Throws: `CommandFailure` of one line that names the place of the first mistake.
    static func shaping(_ configuration: EffectiveConfiguration) throws(CommandFailure) -> AlertShaping {
        guard !configuration[EyrieSettings.tenant].isEmpty, !configuration[EyrieSettings.cluster].isEmpty else {
            throw CommandFailure("bridge.tenant and bridge.cluster: a tenant and a cluster have names")
        }
        // Bridges that share a log and a default would mix the behavior of clusters in one profile, unseen.
        if !configuration[EyrieSettings.bridgeName].isEmpty,
            configuration.origin(of: EyrieSettings.cluster) == .byDefault
        {
            throw CommandFailure(
                "bridge.cluster: is not set, and bridge.name says that several bridges write this log; set it to the "
                    + "cluster whose alerts this bridge takes, even if that is called local"
            )
        }
        return try ShapingSettings.shaping(configuration, environment: ProcessInfo.processInfo.environment)
    }

    private func openLog(
        _ address: LogAddress,
        _ settings: NodeSettings,
        _ logger: Logger,
        _ metrics: MetricRegistry
    ) throws -> any EventLog {
        switch address {
        case .embedded:
            // The log's threads start here, before the group waits for signals.
            SignalSource.block()
            let log = try SQLiteLog(folder: settings.folder, settings: settings.engine)
            try PipelineTopics.create(in: log, partitions: settings.partitions)
            return log
        case .kafka:
            // librdkafka blocks signals in its threads itself, so that one still ends a start that waits for brokers.
            let log = try KafkaAccess.log(configuration, logger: logger, counters: KafkaCounters(registry: metrics))
            if createsTopics {
                try PipelineTopics.create(in: log, partitions: settings.partitions)
            }
            if parts.hasVault, let file = settings.vaultFile {
                let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            }
            return log
        }
    }

    private func place(of address: LogAddress) -> LogMetadata {
        switch address {
        case .embedded: ["log.folder": .string(configuration[EyrieSettings.folder])]
        case .kafka(let servers): ["log.address": .string("kafka://\(servers)")]
        }
    }

    /// Turns settings into what a node has to know.
    private func nodeSettings() throws(CommandFailure) -> NodeSettings {
        var settings = NodeSettings(folder: configuration[EyrieSettings.folder])
        settings.partitions = Int32(configuration[EyrieSettings.partitions])
        settings.engine.compressionLevel = configuration[EyrieSettings.compressionLevel]
        settings.engine.tailCacheBytes = configuration[EyrieSettings.tailCache]
        settings.intake.tenant = configuration[EyrieSettings.tenant]
        settings.intake.cluster = configuration[EyrieSettings.cluster]
        settings.intake.bridgeName = try ProcessName.check(configuration, EyrieSettings.bridgeName)
        settings.intake.shaping = try Self.shaping(configuration)
        settings.sensors = try SensorKeys.settings(configuration)
        try HTTPSettings.apply(configuration, to: &settings)
        // What is read once waits for Kafka itself: when the process ends, it is there.
        let isOnce = !filesOnce.isEmpty || readsStandardInput
        if case .kafka = try LogAccess.address(configuration), parts.hasDoors, !isOnce {
            SpoolKeys.apply(configuration, to: &settings)
        }
        settings.files = configuration[EyrieSettings.files]
        try DoorSettings.apply(configuration, to: &settings)
        settings.threads = configuration[EyrieSettings.threads]
        settings.commits = try EngineDefaults.commits(configuration)
        settings.memberName = try ProcessName.ofWorkers(configuration)
        settings.stalledAfter = configuration[EyrieSettings.probesStalledAfter]
        settings.probes = nil
        if configuration[EyrieSettings.probesEnabled] {
            settings.openProbes(
                address: configuration[EyrieSettings.probesAddress],
                port: UInt16(configuration[EyrieSettings.probesPort])
            )
        }
        settings.vaultFile = LogAccess.vaultFile(configuration)
        return settings
    }
}
