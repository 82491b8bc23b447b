package import LogPort

/// The properties of librdkafka that users may set, and the reasons why others are refused.
///
/// Users may set everything that does not break exactly-once, evidence or the log's own loop. Values of secrets never
/// appear in messages or `eyrie config print`.
package enum KafkaProperties {
    /// Checks properties by name; librdkafka checks the values when a client is made.
    ///
    /// - Throws: ``LogError`` with `unusable`, with the first refused property and the reason.
    package static func check(_ properties: [KafkaProperty]) throws(LogError) {
        for property in properties {
            guard let reason = refusal(of: property.name) else { continue }
            throw LogError(
                .unusable,
                action: "reading kafka.properties",
                message: "\(property.name) may not be set: \(reason)",
                remedy: .stop
            )
        }
    }

    /// Whether a property's value is never to be shown.
    package static func isSecret(_ name: String) -> Bool {
        secretNames.contains(name)
    }

    /// Returns why a property is refused, nil when it may be set.
    package static func refusal(of name: String) -> String? {
        if name.hasSuffix("_cb") || name == "opaque" || name == "default_topic_conf" {
            return "it is a function inside the program, not a setting"
        }
        return refused[name]
    }

    /// Properties whose values are never shown.
    package static let secretNames: Set<String> = [
        "sasl.password", "ssl.key.password", "ssl.keystore.password", "ssl.key.pem", "sasl.oauthbearer.config",
        "sasl.oauthbearer.client.secret", "sasl.username",
    ]

    private static let byEyrie = "Eyrie sets it itself"

    /// Sources: librdkafka's CONFIGURATION.md, and the transactional producer's contract in rdkafka.h.
    private static let refused: [String: String] = [
        "bootstrap.servers": "it stands in the log's address, kafka://host:port",
        "metadata.broker.list": "it stands in the log's address, kafka://host:port",
        "group.id": "groups are named after stages, and committed offsets belong to them",
        "group.instance.id": "a static member that is gone keeps its partitions until its session ends",
        "group.protocol": "the transactions commit offsets of a classic group's generation",
        "transactional.id": "it is derived from the worker's name, so that a restart fences its dead twin",
        "isolation.level": "with read_uncommitted, aborted decisions would be read as if they held",
        "enable.idempotence": "without it a retry can write a record twice",
        "acks": "an acknowledged alert has to be on all in-sync replicas",
        "request.required.acks": "an acknowledged alert has to be on all in-sync replicas",
        "enable.gapless.guarantee": "the outcome of a failed message is decided by the transaction",
        "enable.auto.commit": "offsets are committed with the outputs, in one transaction, or decided twice",
        "auto.commit.enable": "offsets are committed with the outputs, in one transaction, or decided twice",
        "auto.commit.interval.ms": "offsets are committed with the outputs, in one transaction",
        "enable.auto.offset.store": "offsets are committed with the outputs, in one transaction",
        "auto.offset.reset": "a range that retention removed has to be an error, not a silent jump",
        "partition.assignment.strategy": "cooperative assignment is broken below librdkafka 2.10; eager is used",
        "partitioner": "a profile's partition is its murmur2 hash, computed by Eyrie, as Java clients do",
        "enable.partition.eof": byEyrie,
        "check.crcs": "evidence is never read without its checksum",
        "allow.auto.create.topics": "a mistyped topic would become a new one; `eyrie topics apply` creates topics",
        "message.timeout.ms": "it is bounded by the transaction",
        "delivery.timeout.ms": "it is bounded by the transaction",
        "transaction.timeout.ms": "use kafka.transaction-timeout",
        "session.timeout.ms": "use kafka.session-timeout",
        "heartbeat.interval.ms": "it follows from kafka.session-timeout",
        "max.poll.interval.ms": "use kafka.max-poll-interval",
        "max.in.flight.requests.per.connection": "more than 5 lose the order of a partition",
        "max.in.flight": "more than 5 lose the order of a partition",
        "message.send.max.retries": "a transaction retries until its time-out",
        "retries": "a transaction retries until its time-out",
        "test.mock.num.brokers": "it replaces the cluster by one in memory that forgets everything",
        "plugin.library.paths": "foreign code in the process could alter evidence",
        "interceptors": "foreign code in the process could alter evidence",
        "enabled_events": "acknowledgements would come as events that are never read, and commits would never end",
        "delivery.report.only.error": "the offsets of what was written are needed",
        "client.rack": "reading from followers loops at removed offsets below librdkafka 2.6.1 (#4616)",
    ]
}
