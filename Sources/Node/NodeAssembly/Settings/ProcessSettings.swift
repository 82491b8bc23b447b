package import Configuration
package import Telemetry

/// How a process stops.
package struct StopSettings: SettingsGroup {
    @Setting(
        .automaticDuration(
            "stop.budget",
            in: .seconds(1)...(.seconds(600)),
            "Longest orderly stop; unfinished records are decided again; auto: 20s, on Kafka 4s."
        )
    )
    package var budget: Duration?

    package static var settings: [SettingPlace<StopSettings>] {
        [.init(\.$budget)]
    }

    package init() {}

    /// How long an orderly stop may take: on Kafka a worker has only to commit and to leave its group, and another
    /// worker takes over uncommitted records at once.
    package func budget(isEmbedded: Bool) -> Duration {
        budget ?? .seconds(isEmbedded ? 20 : 4)
    }
}

/// What a process logs.
package struct LoggingSettings: SettingsGroup {
    @Setting(.choice("logging.level", default: .info, "Least urgent log line."))
    package var level: LoggerLevel

    @Setting(.choice("logging.format", default: .logfmt, "Form of log lines."))
    package var format: LoggerFormat

    package static var settings: [SettingPlace<LoggingSettings>] {
        [.init(\.$level), .init(\.$format)]
    }

    package init() {}
}
