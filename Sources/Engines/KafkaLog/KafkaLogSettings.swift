package import Telemetry

/// How the log reaches its Kafka cluster, and its names there.
package struct KafkaLogSettings: Sendable {
    /// `host:port`, comma separated; any brokers of the cluster.
    package var bootstrapServers: String
    /// Prefix of every topic, group and transactional id; lets several logs share a cluster.
    package var prefix = ""
    /// Copies of each partition of topics that the log creates; -1 takes the brokers' default.
    package var replication: Int16 = -1
    /// Properties of librdkafka for every client, checked by ``KafkaProperties``; later entries win.
    package var properties: [KafkaProperty] = []
    /// A file whose content is the token of SASL OAUTHBEARER, read again before it expires; nil has none.
    package var tokenFile: String?
    /// How long brokers wait for a silent worker before others get its partitions, in milliseconds, 1,000 to 300,000.
    package var sessionTimeoutMilliseconds = 15_000
    /// How long a worker may work between two polls, in milliseconds; at least the session time-out.
    package var maxPollIntervalMilliseconds = 300_000
    /// Time after which brokers abort the transaction of a silent producer, in milliseconds, 1,000 to 900,000.
    ///
    /// Until then later records are not readable. Kafka Streams uses 10,000.
    package var transactionTimeoutMilliseconds = 30_000
    /// Longest wait for an answer of the cluster to one question (metadata, offsets, topics), in milliseconds.
    package var requestTimeoutMilliseconds = 15_000
    /// Bytes that a reader outside any group fetches ahead of each partition, 1 MiB or more.
    package var readerQueueBytes = 16 << 20
    /// Codec of what is written: none, gzip, snappy, lz4 or zstd; empty takes what is best for each writer.
    ///
    /// That is lz4 for workers, which costs least. Writers of records from outside use zstd if the library has it:
    /// alerts are kept for long.
    package var compression = ""
    /// Where clients log their events.
    package var logger = Logger.silent

    /// Names a cluster, with everything else as it is best for most.
    package init(bootstrapServers: String) {
        self.bootstrapServers = bootstrapServers
    }
}

/// One property of librdkafka with its value.
package struct KafkaProperty: Sendable, Equatable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
