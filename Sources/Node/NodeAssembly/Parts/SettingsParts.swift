import Configuration
import FalcoBridge
import KafkaLog
import SQLiteLog

/// Settings that several parts or the process use.
extension Part {
    /// Where the log is, and how the embedded one is kept.
    static let log = Part(
        "log",
        .settings,
        settings: [LogSettings.self, SQLiteLogSettings.self],
        check: { _ = try $0[LogSettings.self].place() }
    )

    /// How workers of stages work.
    static let workers = Part(
        "workers",
        .settings,
        settings: [WorkerSettings.self],
        check: { _ = try $0[WorkerSettings.self].memberName(isEmbedded: true) }
    )

    /// How the process stops.
    static let process = Part("process", .settings, settings: [StopSettings.self])

    /// A log on Kafka.
    static let kafka = Part(
        "kafka",
        .settings,
        settings: [KafkaSettings.self],
        check: { settings in
            if case .kafka(let servers) = try settings[LogSettings.self].place() {
                _ = try settings[KafkaSettings.self].log(servers: servers)
            }
        }
    )

    /// The log lines of the process.
    static let logging = Part("logging", .settings, settings: [LoggingSettings.self])

    /// Additions to envelopes, and filters.
    static let shaping = Part(
        "shaping",
        .settings,
        settings: [ShapingSettings.self],
        check: { _ = try $0[ShapingSettings.self].shaping() }
    )

    /// The spool between the intake and a log on Kafka.
    static let spool = Part("spool", .settings, settings: [SpoolSettings.self])
}
