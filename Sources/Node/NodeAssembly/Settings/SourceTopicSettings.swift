package import Configuration
package import FalcoBridge
package import KafkaLog
package import Telemetry

/// The topics that other programs write, and their cluster.
package struct SourceTopicSettings: SettingsGroup {
    package var door = TopicDoorSettings()

    @Setting(
        .text(
            "bridge.topic.address",
            default: "",
            "Where those topics are: kafka://HOST:PORT[,HOST:PORT...]; empty: the cluster of log.address, with kafka.*."
        )
    )
    package var address: String

    package var login = KafkaLogin.other(section: "bridge.topic", address: "bridge.topic.address")

    package static var settings: [SettingPlace<SourceTopicSettings>] {
        [
            .init(\.door.$names), .init(\.$address), .init(\.door.$begin), .init(\.door.$recordBytes),
            .init(\.login.$tokenFile), .init(\.login.$passwordFile), .init(\.login.$keyPasswordFile),
            .init(\.login.$properties),
        ]
    }

    package init() {}

    /// Says how the cluster is read.
    ///
    /// - Parameters:
    ///   - log: Where the log is.
    ///   - kafka: The settings of a log on Kafka.
    ///   - logger: Where clients log their events.
    /// - Returns: The cluster as a log without a prefix; nil where no topics are named.
    /// - Throws: `SettingFault` for an invalid address, property or name.
    package func cluster(
        log: LogSettings,
        kafka: KafkaSettings,
        logger: Logger = .silent
    ) throws(SettingFault) -> KafkaLogSettings? {
        let own = "\(kafka.prefix)eyrie."
        for name in door.names where name.hasPrefix(own) {
            throw SettingFault(
                "reading bridge.topic.names: '\(name)' is a topic of an Eyrie log; name topics that others write alerts to"
            )
        }
        guard !door.names.isEmpty else { return nil }
        var settings = try clusterLogin(log, kafka, logger)
        // Topics of others have no prefix of ours.
        settings.prefix = ""
        // Fetched records are held for each partition; the user's properties follow.
        settings.readerQueueBytes = 2 << 20
        // One thread serves all partitions: one whose leader is gone must not delay the others for long.
        settings.requestTimeoutMilliseconds = min(5_000, settings.requestTimeoutMilliseconds)
        settings.transactionTimeoutMilliseconds = min(10_000, settings.transactionTimeoutMilliseconds)
        settings.properties = [KafkaProperty("fetch.message.max.bytes", "\(256 << 10)")] + settings.properties
        return settings
    }

    private func clusterLogin(
        _ log: LogSettings,
        _ kafka: KafkaSettings,
        _ logger: Logger
    ) throws(SettingFault) -> KafkaLogSettings {
        if case .kafka(let servers) = try LogAddress(address, key: $address.path) {
            return try kafka.log(servers: servers, login: login, logger: logger)
        }
        guard case .kafka(let servers) = try log.place() else {
            throw SettingFault(
                "reading bridge.topic.address: it is empty, and log.address is the embedded log; write "
                    + "kafka://HOST:PORT[,HOST:PORT...]"
            )
        }
        return try kafka.log(servers: servers, logger: logger)
    }
}
