import CommandLineKit
import Configuration
import EventModel
import FalcoBridge
import Foundation
import Lifecycle
import Pipeline
import SQLiteLog
import StageRuntime
import Telemetry

/// `eyrie up`: the whole pipeline in one process on the embedded log.
enum UpCommand {
    static let command = Command(
        "up",
        summary: "run the whole pipeline in this process",
        discussion: """
            Opens the embedded log (and makes it when it is not there), starts every stage, the vault, the control \
            socket and the doors, and runs until SIGTERM or SIGINT. A second signal ends it at once; what was \
            acknowledged is durable in either case.
            """,
        options: [
            .repeated("read", placeholder: "FILE", help: "Read a file of JSON lines once, then stop."),
            .flag("stdin", help: "Read JSON lines from standard input, then stop at its end."),
        ]
    ) { arguments, _ in
        let configuration = try CommonOptions.settings(arguments)
        var settings = try nodeSettings(configuration)
        settings.filesOnce = arguments.texts("read")
        settings.readsStandardInput = arguments.flag("stdin")
        let logger = Logger.standardError(
            label: "eyrie",
            level: configuration[EyrieSettings.logLevel],
            format: configuration[EyrieSettings.logFormat]
        )
        // The log's threads start with the node, before the group waits for signals.
        SignalSource.block()
        let node = try PipelineNode(
            settings: settings,
            logger: logger,
            metrics: MetricRegistry(),
            now: WallClock.now
        )
        let announcer = Announcer(node: node, folder: settings.folder, logger: logger)
        let group = ServiceGroup(
            services: node.services + [announcer],
            stopBudget: configuration[EyrieSettings.stopBudget],
            logger: logger
        )
        let ending = try group.run()
        node.log.close()
        return ending.exitCode
    }

    /// When workers commit: what the settings say, else what suits the engine.
    ///
    /// A commit on Kafka costs 40 to 200 ms of waiting whatever its size, one of the embedded log one write to disk.
    static func commits(_ configuration: EffectiveConfiguration) throws(CommandFailure) -> CommitSettings {
        let isEmbedded = try LogAccess.address(configuration) == .embedded
        let interval = configuration[EyrieSettings.commitInterval] ?? .milliseconds(isEmbedded ? 20 : 150)
        return CommitSettings(
            intervalMilliseconds: Int(interval / .milliseconds(1)),
            maxRecords: configuration[EyrieSettings.commitRecords] ?? (isEmbedded ? 10_000 : 20_000)
        )
    }

    /// Turns settings into what a node has to know.
    static func nodeSettings(_ configuration: EffectiveConfiguration) throws -> NodeSettings {
        var settings = NodeSettings(folder: configuration[EyrieSettings.folder])
        settings.partitions = Int32(configuration[EyrieSettings.partitions])
        settings.engine.compressionLevel = configuration[EyrieSettings.compressionLevel]
        settings.engine.tailCacheBytes = configuration[EyrieSettings.tailCache]
        settings.intake.tenant = configuration[EyrieSettings.tenant]
        settings.intake.cluster = configuration[EyrieSettings.cluster]
        settings.http = nil
        if configuration[EyrieSettings.httpEnabled] {
            settings.openHTTP(
                address: configuration[EyrieSettings.httpAddress],
                port: UInt16(configuration[EyrieSettings.httpPort]),
                connections: UInt32(configuration[EyrieSettings.httpConnections]),
                bodyBytes: configuration[EyrieSettings.httpBody]
            )
        }
        settings.files = configuration[EyrieSettings.files]
        settings.threads = configuration[EyrieSettings.threads]
        settings.commits = try commits(configuration)
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
