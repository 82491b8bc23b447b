import CommandLineKit
import Configuration
import Foundation
import KafkaLog
import LogPort
import Telemetry

/// How the settings become a log on Kafka.
enum KafkaAccess {
    /// Largest file with a password, in bytes.
    private static let largestSecret = 64 << 10

    /// The settings that say how to log in to a cluster.
    struct Keys {
        let properties: ConfigurationKey<[String: String]>
        let passwordFile: ConfigurationKey<String>
        let keyPasswordFile: ConfigurationKey<String>
        let tokenFile: ConfigurationKey<String>

        /// Those of the log's own cluster.
        static let ofLog = Keys(
            properties: KafkaSettings.properties,
            passwordFile: KafkaSettings.passwordFile,
            keyPasswordFile: KafkaSettings.keyPasswordFile,
            tokenFile: KafkaSettings.tokenFile
        )
    }

    /// Turns settings into what a log on Kafka has to know; reads the files with secrets.
    ///
    /// - Parameters:
    ///   - configuration: All settings.
    ///   - logger: Where clients tell of what happens to them.
    /// - Returns: Settings whose properties are allowed.
    /// - Throws: `CommandFailure` for a wrong address, prefix, file or refused property, in one line.
    static func settings(
        _ configuration: EffectiveConfiguration,
        logger: Logger = .silent
    ) throws(CommandFailure) -> KafkaLogSettings {
        guard case .kafka(let servers) = try LogAddress(configuration[EyrieSettings.address]) else {
            throw CommandFailure(
                "reading log.address: this takes a log on Kafka; name one with --log kafka://HOST:PORT"
            )
        }
        return try settings(configuration, servers: servers, keys: .ofLog, logger: logger)
    }

    /// The same for any cluster.
    ///
    /// - Parameters:
    ///   - configuration: All settings.
    ///   - servers: The cluster's servers.
    ///   - keys: Which of the settings say how to log in there.
    ///   - logger: Where clients tell of what happens to them.
    /// - Returns: Settings whose properties are allowed.
    /// - Throws: `CommandFailure` for a wrong prefix, file or refused property, in one line.
    static func settings(
        _ configuration: EffectiveConfiguration,
        servers: String,
        keys: Keys,
        logger: Logger
    ) throws(CommandFailure) -> KafkaLogSettings {
        var settings = KafkaLogSettings(bootstrapServers: servers)
        settings.prefix = try prefix(configuration)
        settings.replication = Int16(configuration[KafkaSettings.replication])
        settings.sessionTimeoutMilliseconds = milliseconds(configuration[KafkaSettings.sessionTimeout])
        settings.maxPollIntervalMilliseconds = milliseconds(configuration[KafkaSettings.maxPollInterval])
        settings.transactionTimeoutMilliseconds = milliseconds(configuration[KafkaSettings.transactionTimeout])
        settings.requestTimeoutMilliseconds = milliseconds(configuration[KafkaSettings.requestTimeout])
        let compression = configuration[KafkaSettings.compression]
        settings.compression = compression == .automatic ? "" : compression.rawValue
        let tokenFile = configuration[keys.tokenFile]
        settings.tokenFile = tokenFile.isEmpty ? nil : tokenFile
        settings.properties = try properties(configuration, keys)
        settings.logger = logger
        return settings
    }

    /// The log itself; connections are made at its first use.
    static func log(
        _ configuration: EffectiveConfiguration,
        logger: Logger = .silent,
        counters: KafkaCounters = KafkaCounters()
    ) throws -> KafkaLog {
        try KafkaLog(try settings(configuration, logger: logger), counters: counters)
    }

    private static func properties(
        _ configuration: EffectiveConfiguration,
        _ keys: Keys
    ) throws(CommandFailure) -> [KafkaProperty] {
        var properties = configuration[keys.properties].sorted { $0.key < $1.key }
            .map { KafkaProperty($0.key, $0.value) }
        for (key, name) in [
            (keys.passwordFile, "sasl.password"), (keys.keyPasswordFile, "ssl.key.password"),
        ] {
            let file = configuration[key]
            guard !file.isEmpty else { continue }
            guard !properties.contains(where: { $0.name == name }) else {
                throw CommandFailure(
                    "reading \(key.declaration.path): \(keys.properties.declaration.path) has \(name), too; keep one of "
                        + "them"
                )
            }
            properties.append(KafkaProperty(name, try secret(of: file, key.declaration.path)))
        }
        do throws(LogError) {
            try KafkaProperties.check(properties)
        } catch {
            throw CommandFailure("\(error)")
        }
        return properties
    }

    /// The first line of a file, which is never shown.
    private static func secret(of file: String, _ key: String) throws(CommandFailure) -> String {
        guard let handle = FileHandle(forReadingAtPath: file),
            let bytes = try? handle.read(upToCount: largestSecret),
            let text = String(bytes: bytes, encoding: .utf8),
            let line = text.split(whereSeparator: \.isNewline).first
        else {
            throw CommandFailure("reading \(key): \(file) cannot be read or holds no text; write the secret into it")
        }
        return String(line)
    }

    /// Kafka's names hold letters, digits, dots, hyphens and underscores, at most 249 together.
    private static func prefix(_ configuration: EffectiveConfiguration) throws(CommandFailure) -> String {
        let prefix = configuration[KafkaSettings.prefix]
        let isGood = prefix.allSatisfy { character in
            character.isASCII && (character.isLetter || character.isNumber || ".-_".contains(character))
        }
        guard isGood, prefix.utf8.count <= 128 else {
            throw CommandFailure(
                "reading kafka.prefix: '\(prefix)' is no part of a topic's name; use at most 128 letters, digits, dots, "
                    + "hyphens and underscores"
            )
        }
        return prefix
    }

    private static func milliseconds(_ duration: Duration) -> Int {
        Int(duration / .milliseconds(1))
    }
}
