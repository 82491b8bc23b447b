import CommandLineKit
import Configuration
import KafkaLog
import Lifecycle
import LogPort
import NodeAssembly
import Operations
import SQLiteLog
import Telemetry

/// The common part of commands that run until a signal: settings, log, services.
struct NodeCommand {
    /// The command's words, as log lines show them.
    let name: String
    let configuration: EffectiveConfiguration
    /// Whether this process runs a part.
    var isWanted: @Sendable (Part) -> Bool = { _ in true }
    var options = NodeOptions()
    /// Whether missing topics of a log on Kafka are created.
    var createsTopics = false
    /// The command's deviations from the settings.
    var adjust: @Sendable (inout SettingsValues) -> Void = { _ in }
    /// The least urgent log line; nil takes the settings'.
    var logLevel: LoggerLevel?
    /// Services of the command, started first and stopped last; with nil an announcer logs that everything is started.
    var makeServices: (@Sendable (PipelineNode) -> [any Service])?

    /// Runs until SIGTERM, SIGINT, the end of the work or a failure.
    ///
    /// - Returns: The exit code: 0 after an orderly end, 3 when another process took this one's name, else 1.
    /// - Throws: Why nothing was started.
    func run() throws -> Int32 {
        SignalSource.ignoreHangUp()
        let address = try LogAccess.address(configuration)
        var settings = SettingsValues(configuration)
        try Parts.all.check(settings) { $0.kind == .settings || isWanted($0) }
        adjust(&settings)
        var options = self.options
        options.isEmbedded = address == .embedded
        options.version = EyrieVersion.text
        let logging = settings[LoggingSettings.self]
        let logger = Logger.standardError(label: "eyrie", level: logLevel ?? logging.level, format: logging.format)
        let metrics = MetricRegistry()
        let made = options.isEmbedded ? try EmbeddedFolder(settings) : nil
        let log: any EventLog
        do {
            log = try openLog(address, settings, logger, metrics)
        } catch {
            made?.removeUnused()
            throw error
        }
        var hasFailed = true
        defer {
            let isUnused = hasFailed && made?.isUnused(log) == true
            log.close()
            if isUnused {
                made?.removeUnused()
            }
        }
        try made?.checkVault(log)
        let hasDoors = Parts.all.parts.contains { $0.kind == .intake && isWanted($0) }
        if hasDoors, !options.isEmbedded, !options.isOnce {
            // The spool's threads start here.
            SignalSource.block()
        }
        let node = try PipelineNode(
            log: log,
            running: isWanted,
            options: options,
            settings: settings,
            logger: logger,
            metrics: metrics,
            now: WallClock.now
        )
        let announcer = Announcer(command: name, node: node, log: place(of: address), logger: logger)
        let group = ServiceGroup(
            services: makeServices.map { $0(node) + node.services } ?? node.services + [announcer],
            stopBudget: settings[StopSettings.self].budget(isEmbedded: options.isEmbedded),
            logger: logger
        )
        let code = try group.run().exitCode
        hasFailed = code != 0
        return code
    }

    /// Refuses the embedded log for commands that run only some parts.
    ///
    /// The embedded log has one owning process (DESIGN.md, section 3).
    static func requireKafka(_ configuration: EffectiveConfiguration, _ name: String) throws {
        guard case .embedded = try LogAccess.address(configuration) else { return }
        throw CommandFailure(
            "\(name): the embedded log has one owning process, which runs every part of the pipeline: start `eyrie up`, "
                + "or use a log on Kafka with --log kafka://HOST:PORT"
        )
    }

    private func openLog(
        _ address: LogAddress,
        _ settings: SettingsValues,
        _ logger: Logger,
        _ metrics: MetricRegistry
    ) throws -> any EventLog {
        let place = settings[LogSettings.self]
        let partitions = Int32(clamping: place.partitions)
        switch address {
        case .embedded:
            // The log's threads start here, before the group waits for signals.
            SignalSource.block()
            let damaged = metrics.counter(
                "eyrie_log_damaged_batches_total",
                help: "Damaged batches of the log that were set aside; `eyrie log verify` lists them."
            )
            let log = try SQLiteLog(folder: place.folder, settings: settings[SQLiteLogSettings.self]) { damage in
                damaged.increment()
                logger.error(
                    "a damaged batch was set aside; what can be derived is rebuilt, see runbooks/CorruptBatch.md",
                    ["damage": .string("\(damage)")]
                )
            }
            try PipelineTopics.create(in: log, partitions: partitions)
            return log
        case .kafka:
            // librdkafka blocks signals in its own threads, so a signal still ends a start that waits for brokers.
            let log = try KafkaAccess.log(configuration, logger: logger, counters: KafkaCounters(registry: metrics))
            if createsTopics {
                try PipelineTopics.create(in: log, partitions: partitions)
            }
            return log
        }
    }

    private func place(of address: LogAddress) -> LoggerMetadata {
        switch address {
        case .embedded: ["log.folder": .string(LogSettings(configuration).folder)]
        case .kafka(let servers): ["log.address": .string("kafka://\(servers)")]
        }
    }
}
