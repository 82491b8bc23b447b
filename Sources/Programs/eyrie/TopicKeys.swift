import CommandLineKit
import Configuration
import FalcoBridge
import KafkaLog
import NodeAssembly
import Telemetry

/// The settings of the door that reads topics which others fill.
enum TopicKeys {
    static let names = ConfigurationKey<[String]>.texts(
        "bridge.topic.names",
        default: [],
        "Kafka topics with one alert a record, such as falcosidekick writes, to read from where each was left."
    )
    static let address = ConfigurationKey<String>.text(
        "bridge.topic.address",
        default: "",
        "Where those topics are: kafka://HOST:PORT[,HOST:PORT...]; empty is the cluster of log.address, as kafka.* says."
    )
    static let begin = ConfigurationKey<TopicDoorSettings.Begin>.choice(
        "bridge.topic.begin",
        default: .earliest,
        "Where a topic begins that was never read: with the first record it still has, or with what comes from now on."
    )
    static let record = ConfigurationKey<Int>.byteSize(
        "bridge.topic.record",
        in: 1024...(3 << 20),
        default: 1 << 20,
        "Longest record of a topic; the beginning of a longer one becomes a dead letter."
    )
    static let tokenFile = ConfigurationKey<String>.path(
        "bridge.topic.token-file",
        default: "",
        "As kafka.token-file, for the cluster of bridge.topic.address."
    )
    static let passwordFile = ConfigurationKey<String>.path(
        "bridge.topic.password-file",
        default: "",
        "As kafka.password-file, for the cluster of bridge.topic.address."
    )
    static let keyPasswordFile = ConfigurationKey<String>.path(
        "bridge.topic.key-password-file",
        default: "",
        "As kafka.key-password-file, for the cluster of bridge.topic.address."
    )
    static let properties = ConfigurationKey<[String: String]>.textMap(
        "bridge.topic.properties",
        secretNames: KafkaProperties.secretNames,
        "As kafka.properties, for the cluster of bridge.topic.address."
    )

    static let declarations = [
        names.declaration, address.declaration, begin.declaration, record.declaration, tokenFile.declaration,
        passwordFile.declaration, keyPasswordFile.declaration, properties.declaration,
    ]

    /// Turns settings into the cluster to read; nil where no topics are named.
    ///
    /// - Throws: `CommandFailure` for an address, a property or a name that cannot be.
    static func source(
        _ configuration: EffectiveConfiguration,
        logger: Logger = .silent
    ) throws(CommandFailure) -> KafkaLogSettings? {
        let own = "\(configuration[KafkaSettings.prefix])eyrie."
        for name in configuration[names] where name.hasPrefix(own) {
            throw CommandFailure(
                "reading bridge.topic.names: '\(name)' is a topic of an Eyrie log; name topics that others write alerts to"
            )
        }
        guard !configuration[names].isEmpty else { return nil }
        var settings = try cluster(configuration, logger)
        // Topics of others have no prefix of ours.
        settings.prefix = ""
        // What is fetched ahead is held for each partition; people's own properties come behind.
        settings.readerQueueBytes = 2 << 20
        // One thread asks for all partitions: one whose leader is gone does not hold up the others for long.
        settings.requestTimeoutMilliseconds = min(5_000, settings.requestTimeoutMilliseconds)
        settings.transactionTimeoutMilliseconds = min(10_000, settings.transactionTimeoutMilliseconds)
        settings.properties = [KafkaProperty("fetch.message.max.bytes", "\(256 << 10)")] + settings.properties
        return settings
    }

    /// The door's settings; nil where no topics are named.
    static func door(
        _ configuration: EffectiveConfiguration,
        logger: Logger
    ) throws -> (source: any TopicSource, settings: TopicDoorSettings)? {
        guard let source = try source(configuration, logger: logger) else { return nil }
        var settings = TopicDoorSettings(names: configuration[names])
        settings.begin = configuration[begin]
        settings.recordBytes = configuration[record]
        return (ClusterSource(try KafkaLog(source)), settings)
    }

    private static func cluster(
        _ configuration: EffectiveConfiguration,
        _ logger: Logger
    ) throws(CommandFailure) -> KafkaLogSettings {
        let text = configuration[address]
        guard text.isEmpty else {
            guard case .kafka(let servers) = try LogAddress(text, key: address.declaration.path) else {
                preconditionFailure("a text that is not empty names a cluster")
            }
            return try KafkaAccess.settings(
                configuration,
                servers: servers,
                keys: KafkaAccess.Keys(
                    properties: properties,
                    passwordFile: passwordFile,
                    keyPasswordFile: keyPasswordFile,
                    tokenFile: tokenFile
                ),
                logger: logger
            )
        }
        guard case .kafka = try LogAccess.address(configuration) else {
            throw CommandFailure(
                "reading bridge.topic.address: it is empty, and log.address is the embedded log; write "
                    + "kafka://HOST:PORT[,HOST:PORT...]"
            )
        }
        return try KafkaAccess.settings(configuration, logger: logger)
    }
}
