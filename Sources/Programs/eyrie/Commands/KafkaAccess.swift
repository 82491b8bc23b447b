import Configuration
import KafkaLog
import NodeAssembly
import Telemetry

/// How the settings become a log on Kafka.
enum KafkaAccess {
    /// Turns settings into what a log on Kafka has to know; reads the files with secrets.
    ///
    /// - Parameters:
    ///   - configuration: All settings.
    ///   - logger: Where clients tell of what happens to them.
    /// - Returns: Settings whose properties are allowed.
    /// - Throws: `SettingFault` for a wrong address, prefix, file or refused property, in one line.
    static func settings(
        _ configuration: EffectiveConfiguration,
        logger: Logger = .silent
    ) throws(SettingFault) -> KafkaLogSettings {
        guard case .kafka(let servers) = try LogAccess.address(configuration) else {
            throw SettingFault("reading log.address: this takes a log on Kafka; name one with --log kafka://HOST:PORT")
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
