import Configuration
import EventModel
import FalcoBridge
import Lifecycle
import LogPort
import Telemetry

/// The target of a process's doors: the log itself, or a spool in front of it with its forwarder.
///
/// The embedded log is durable at once and needs no spool. A log on Kafka may be unreachable for hours.
struct SpooledIntake {
    /// Where the intake writes.
    let front: any LogReading & LogWriting
    /// The least urgent priority that there is room for; nil for all.
    let leastKept: @Sendable () -> Priority?
    /// The services that run beside the intake and stop after it.
    let services: [any Service]

    /// Opens the spool of the settings, if there is one; the log need not be reachable.
    ///
    /// - Throws: ``LogError`` when the spool's folder cannot be used.
    init(
        _ context: NodeContext,
        _ intake: IntakeSettings
    ) throws(LogError) {
        let log: any LogReading & LogWriting = context.log
        guard context.hasSpool else {
            // Not knowing what the log takes is no fault: it says so when it refuses.
            try? intake.limits.refresh(from: log)
            front = log
            leastKept = { nil }
            services = []
            return
        }
        var spoolSettings = context.settings[SpoolSettings.self]
        let folder = spoolSettings.folder
        let storage = try BridgeSpool(
            folder: folder.isEmpty ? "\(context.settings[LogSettings.self].folder)/spool" : folder
        )
        // Only an HTTP door needs it.
        spoolSettings.keptMilliseconds =
            context.settings[HTTPDoorSettings.self].isEnabled
            ? Int64(intake.duplicateWindow / .milliseconds(1)) : 0
        let spool = try SpoolLog(storage: storage, settings: spoolSettings)
        if spool.isNew {
            try Self.adoptPlaces(of: log, in: spool, intake, context.logger)
        }
        front = spool
        leastKept = { spool.leastKept }
        services = [
            SpoolForwarder(
                storage: storage,
                spool: spool,
                limits: intake.limits,
                log: context.health.watch("bridge.forwarder").watching(log),
                producerID: intake.producerID,
                settings: spoolSettings,
                metrics: context.metrics,
                logger: context.logger
            )
        ]
    }

    /// A new spool does not know where doors have been in files and source topics: the log does, if it answers.
    ///
    /// If it does not answer, they are read from their beginning, and earlier alerts are stored twice.
    private static func adoptPlaces(
        of log: any LogReading,
        in spool: SpoolLog,
        _ settings: IntakeSettings,
        _ logger: Logger
    ) throws(LogError) {
        let known: [DoorCounters]
        do throws(LogError) {
            known = try DoorChangelog.read(log).values.sorted { $0.door < $1.door }
        } catch {
            guard error.remedy != .stop else { throw error }
            logger.warning(
                "a new spool begins while the log does not answer: files and source topics are read from their beginning",
                ["error": .error(error)]
            )
            return
        }
        // Doors of other bridges store their positions in their own spools.
        try spool.adopt(known.filter { settings.isOwn($0.door) })
    }
}
