import Configuration
import KafkaLog
import NodeAssembly
import Telemetry

/// Makes a log on Kafka from the settings.
enum KafkaAccess {
    /// Makes the settings of a log on Kafka; reads the files with secrets.
    ///
    /// - Parameters:
    ///   - configuration: All settings.
    ///   - logger: Where clients log their events.
    /// - Returns: Settings whose properties are allowed.
    /// - Throws: `SettingFault` for a wrong address, prefix, file or refused property, in one line.
    static func settings(
        _ configuration: EffectiveConfiguration,
        logger: Logger = .silent
    ) throws(SettingFault) -> KafkaLogSettings {
        guard case .kafka(let servers) = try LogAccess.address(configuration) else {
            throw SettingFault("reading log.address: a log on Kafka is needed: --log kafka://HOST:PORT")
        }
        return try KafkaSettings(configuration).log(servers: servers, logger: logger)
    }

    /// The log itself; connections are made at its first use.
    static func log(
        _ configuration: EffectiveConfiguration,
        logger: Logger = .silent,
        counters: KafkaCounters = KafkaCounters()
    ) throws -> KafkaLog {
        try KafkaLog(try settings(configuration, logger: logger), counters: counters)
    }
}
