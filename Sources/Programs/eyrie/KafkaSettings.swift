import Configuration
import KafkaLog

/// The settings of a log on Kafka; with the embedded log they mean nothing.
enum KafkaSettings {
    /// Codecs that librdkafka writes; zstd where the library was built with it.
    enum Compression: String, CaseIterable, Sendable {
        /// zstd for what came from outside, lz4 for what workers write.
        case automatic = "auto"
        case none
        case gzip
        case snappy
        case lz4
        case zstd
    }

    static let prefix = ConfigurationKey<String>.text(
        "kafka.prefix",
        default: "",
        "Put before the name of every topic, group and transactional id; lets several logs share a cluster."
    )
    static let replication = ConfigurationKey<Int>.integer(
        "kafka.replication",
        unit: "copies",
        in: -1...100,
        default: -1,
        "Copies of each partition of topics that are created; -1 takes the brokers' default."
    )
    static let sessionTimeout = ConfigurationKey<Duration>.duration(
        "kafka.session-timeout",
        in: .seconds(1)...(.seconds(300)),
        default: .seconds(15),
        "How long the cluster waits for a silent worker before others get its partitions."
    )
    static let maxPollInterval = ConfigurationKey<Duration>.duration(
        "kafka.max-poll-interval",
        in: .seconds(1)...(.seconds(86_400)),
        default: .seconds(300),
        "How long a worker may work between two polls before others get its partitions."
    )
    static let transactionTimeout = ConfigurationKey<Duration>.duration(
        "kafka.transaction-timeout",
        in: .seconds(1)...(.seconds(900)),
        default: .seconds(30),
        "After which time the cluster aborts the transaction of a silent writer; until then readers behind it wait."
    )
    static let requestTimeout = ConfigurationKey<Duration>.duration(
        "kafka.request-timeout",
        in: .milliseconds(100)...(.seconds(300)),
        default: .seconds(15),
        "Longest wait for the answer to one question to the cluster."
    )
    static let compression = ConfigurationKey<Compression>.choice(
        "kafka.compression",
        default: .automatic,
        "Codec of what is written; automatic is zstd for what the bridge writes, lz4 for workers."
    )
    static let tokenFile = ConfigurationKey<String>.path(
        "kafka.token-file",
        default: "",
        "File with the token of SASL OAUTHBEARER, read again before it expires; empty has none."
    )
    static let passwordFile = ConfigurationKey<String>.path(
        "kafka.password-file",
        default: "",
        "File with the password of SASL (sasl.password); empty has none."
    )
    static let keyPasswordFile = ConfigurationKey<String>.path(
        "kafka.key-password-file",
        default: "",
        "File with the password of the client's private key (ssl.key.password); empty has none."
    )
    static let properties = ConfigurationKey<[String: String]>.textMap(
        "kafka.properties",
        secretNames: KafkaProperties.secretNames,
        "Properties of librdkafka by name, such as \"ssl.ca.location\"; those that break exactly-once are refused."
    )

    static let declarations = [
        prefix.declaration, replication.declaration, sessionTimeout.declaration, maxPollInterval.declaration,
        transactionTimeout.declaration, requestTimeout.declaration, compression.declaration, tokenFile.declaration,
        passwordFile.declaration, keyPasswordFile.declaration, properties.declaration,
    ]
}
