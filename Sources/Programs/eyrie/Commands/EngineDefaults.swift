import CommandLineKit
import Configuration
import StageRuntime

/// What a setting that says `auto` means on each engine.
enum EngineDefaults {
    /// When workers commit: what the settings say, else what suits the engine.
    ///
    /// A commit on Kafka costs 40 to 200 ms of waiting whatever its size, one of the embedded log one write to disk.
    static func commits(_ configuration: EffectiveConfiguration) throws(CommandFailure) -> CommitSettings {
        let isEmbedded = try LogAccess.address(configuration) == .embedded
        let interval = configuration[EyrieSettings.commitInterval] ?? .milliseconds(isEmbedded ? 20 : 150)
        return CommitSettings(
            intervalMilliseconds: Int(interval / .milliseconds(1)),
            maxRecords: configuration[EyrieSettings.commitRecords] ?? (isEmbedded ? 10_000 : 20_000),
            // librdkafka has a copy of what is committed, until it is.
            maxBytes: isEmbedded ? 16 << 20 : 5 << 20
        )
    }

    /// How long an orderly stop may take: on Kafka a worker has only to commit and to leave its group, and what it
    /// cannot commit is another worker's at once.
    static func stopBudget(_ configuration: EffectiveConfiguration) throws(CommandFailure) -> Duration {
        let isEmbedded = try LogAccess.address(configuration) == .embedded
        return configuration[EyrieSettings.stopBudget] ?? .seconds(isEmbedded ? 20 : 4)
    }
}
