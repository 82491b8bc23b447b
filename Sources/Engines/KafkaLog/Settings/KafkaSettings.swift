package import Configuration
package import Telemetry

/// The settings of a log on Kafka; unused with the embedded log.
package struct KafkaSettings: SettingsGroup {
    /// Codecs that librdkafka writes; zstd where the library was built with it.
    package enum Compression: String, CaseIterable, Sendable {
        /// zstd for records from outside, lz4 for those of workers.
        case automatic = "auto"
        case none
        case gzip
        case snappy
        case lz4
        case zstd
    }

    @Setting(
        .text(
            "kafka.prefix",
            default: "",
            "Prefix of every topic, group and transactional id; lets several logs share a cluster."
        )
    )
    package var prefix: String

    @Setting(
        .integer(
            "kafka.replication",
            unit: "copies",
            in: -1...100,
            default: -1,
            "Copies of each partition of topics that are created; -1 takes the brokers' default."
        )
    )
    package var replication: Int

    @Setting(
        .duration(
            "kafka.session-timeout",
            in: .seconds(1)...(.seconds(300)),
            default: .seconds(15),
            "How long the cluster waits for a silent worker before others get its partitions."
        )
    )
    package var sessionTimeout: Duration

    @Setting(
        .duration(
            "kafka.max-poll-interval",
            in: .seconds(1)...(.seconds(86_400)),
            default: .seconds(300),
            "How long a worker may work between two polls before others get its partitions."
        )
    )
    package var maxPollInterval: Duration

    @Setting(
        .duration(
            "kafka.transaction-timeout",
            in: .seconds(1)...(.seconds(900)),
            default: .seconds(30),
            "Time after which the cluster aborts the transaction of a silent writer; until then readers wait for it."
        )
    )
    package var transactionTimeout: Duration

    @Setting(
        .duration(
            "kafka.request-timeout",
            in: .milliseconds(100)...(.seconds(300)),
            default: .seconds(15),
            "Longest wait for the answer to one request to the cluster."
        )
    )
    package var requestTimeout: Duration

    @Setting(
        .choice(
            "kafka.compression",
            default: .automatic,
            "Codec of written records; automatic: zstd for the bridge, lz4 for workers."
        )
    )
    package var compression: Compression

    package var login = KafkaLogin.ofLog

    package static var settings: [SettingPlace<KafkaSettings>] {
        [
            .init(\.$prefix), .init(\.$replication), .init(\.$sessionTimeout), .init(\.$maxPollInterval),
            .init(\.$transactionTimeout), .init(\.$requestTimeout), .init(\.$compression), .init(\.login.$tokenFile),
            .init(\.login.$passwordFile), .init(\.login.$keyPasswordFile), .init(\.login.$properties),
        ]
    }

    package init() {}

    /// Makes the settings of a log on a cluster; reads the files with secrets.
    ///
    /// - Parameters:
    ///   - servers: The cluster's servers, `host:port`, comma separated.
    ///   - login: How to log in there; nil takes the login of the log's own cluster.
    ///   - logger: Where clients log their events.
    /// - Returns: Settings whose properties are allowed.
    /// - Throws: `SettingFault` for a wrong prefix, file or refused property, in one line.
    package func log(
        servers: String,
        login: KafkaLogin? = nil,
        logger: Logger = .silent
    ) throws(SettingFault) -> KafkaLogSettings {
        let login = login ?? self.login
        var settings = KafkaLogSettings(bootstrapServers: servers)
        settings.prefix = try checkedPrefix()
        settings.replication = Int16(clamping: replication)
        settings.sessionTimeoutMilliseconds = Self.milliseconds(sessionTimeout)
        settings.maxPollIntervalMilliseconds = Self.milliseconds(maxPollInterval)
        settings.transactionTimeoutMilliseconds = Self.milliseconds(transactionTimeout)
        settings.requestTimeoutMilliseconds = Self.milliseconds(requestTimeout)
        settings.compression = compression == .automatic ? "" : compression.rawValue
        settings.tokenFile = login.tokenFile.isEmpty ? nil : login.tokenFile
        settings.properties = try login.allProperties()
        settings.logger = logger
        return settings
    }

    /// Kafka's names hold letters, digits, dots, hyphens and underscores, at most 249 together.
    private func checkedPrefix() throws(SettingFault) -> String {
        let isGood = prefix.allSatisfy { character in
            character.isASCII && (character.isLetter || character.isNumber || ".-_".contains(character))
        }
        guard isGood, prefix.utf8.count <= 128 else {
            throw SettingFault(
                "reading kafka.prefix: '\(prefix)' is no prefix of topics; use at most 128 letters, digits, dots, "
                    + "hyphens and underscores"
            )
        }
        return prefix
    }

    private static func milliseconds(_ duration: Duration) -> Int {
        Int(duration / .milliseconds(1))
    }
}
