import LogPort
import Telemetry

/// What the door for topics tells operators: metrics, and log lines for what they should look up.
///
/// One thread uses it.
final class TopicReports {
    private let address: String
    private let logger: Logger
    private let lag: MetricFamily<Gauge>
    private let heldBack: MetricFamily<Gauge>
    private let others: MetricFamily<Counter>
    /// Transactions that were told of and are open still, by topic.
    private var told: [String: [FollowedTopic.Transaction]] = [:]

    init(address: String, metrics: MetricRegistry, logger: Logger) {
        self.address = address
        self.logger = logger
        lag = metrics.gauges(
            "eyrie_bridge_topic_lag",
            help: "Offsets of a source topic that were not read yet, as of the last look, at most 5 s ago.",
            labels: ["topic"]
        )
        heldBack = metrics.gauges(
            "eyrie_bridge_topic_held_back",
            help: "Offsets of a source topic that wait behind an open transaction, part of its lag.",
            labels: ["topic"]
        )
        others = metrics.counters(
            "eyrie_bridge_topic_replaced_total",
            help: "Times that a partition of a source topic was another one than before: made anew, cut, or a copy.",
            labels: ["topic"]
        )
    }

    /// Tells what waits in a topic; of a transaction that stays open once, and once of its end.
    func tell(_ waiting: FollowedTopic.Waiting, of topic: String) {
        lag(topic).set(Double(waiting.lag))
        heldBack(topic).set(Double(waiting.heldBack))
        // A topic in whose name nothing was replaced has its series from the start.
        _ = others(topic)
        let before = told[topic] ?? []
        for transaction in waiting.transactions where !before.contains(where: { $0.isSame(as: transaction) }) {
            logger.warning(
                "Records of a source topic wait behind an open transaction; they are read when it ends or is aborted",
                [
                    "topic": .string("\(address)/\(transaction.partition)"),
                    "transaction.offset": .integer(transaction.offset),
                    "offsets.waiting": .integer(transaction.heldBack),
                ]
            )
        }
        for transaction in before where !waiting.transactions.contains(where: { $0.isSame(as: transaction) }) {
            logger.info(
                "An open transaction of a source topic has ended",
                [
                    "topic": .string("\(address)/\(transaction.partition)"),
                    "transaction.offset": .integer(transaction.offset),
                ]
            )
        }
        told[topic] = waiting.transactions
    }

    /// Tells of what was found out about a partition.
    func tell(_ notice: FollowedPartition.Notice, of partition: TopicPartition) {
        let topic = LoggerValue.string("\(address)/\(partition)")
        switch notice {
        case .removed(let offsets):
            logger.error(
                "Records of a source topic were removed before they were read; they are lost to this log",
                [
                    "topic": topic, "offset.first": .integer(offsets.lowerBound),
                    "offset.next": .integer(offsets.upperBound), "records.lost.at.most": .integer(offsets.count),
                ]
            )
        case .other(let place, let end, let start, let isFound):
            others(partition.topic).increment()
            let text: StaticString =
                isFound
                ? "A source topic has other offsets than before: it is read on behind the last record that was read"
                : "A source topic was made anew or cut: it is read from its beginning; what was not read before is lost"
            logger.error(
                text,
                [
                    "topic": topic, "offset.place": .integer(place), "offset.end": .integer(end),
                    "offset.start": .integer(start),
                ]
            )
        case .moved(let start, let isFound):
            others(partition.topic).increment()
            let text: StaticString =
                isFound
                ? "A source topic was read in another cluster before: it is read on behind the last record read there"
                : "A source topic was read in another cluster, and that last record is not here: it is read from its start"
            logger.warning(
                text,
                ["topic": topic, "offset.start": .integer(start)]
            )
        }
    }

    /// Tells that partitions are followed from now on.
    func tellNew(_ count: Int, of topic: String) {
        logger.info(
            "Partitions of a source topic are read",
            ["topic": .string("\(address)/\(topic)"), "partitions.new": .integer(count)]
        )
    }

    /// Tells that a topic cannot be looked up now.
    func tell(_ error: LogError, ofTopic topic: String) {
        logger.warning(
            "A source topic cannot be looked up for now",
            ["topic": .string("\(address)/\(topic)"), "error": .error(error)]
        )
    }

    /// Tells that a partition cannot be read now.
    func tell(_ error: LogError, of partition: TopicPartition) {
        logger.warning(
            "A partition of a source topic cannot be read for now",
            ["topic": .string("\(address)/\(partition)"), "error": .error(error)]
        )
    }
}

extension FollowedTopic.Transaction {
    /// Whether it is the same one, with more behind it by now or not.
    fileprivate func isSame(as other: FollowedTopic.Transaction) -> Bool {
        partition == other.partition && offset == other.offset
    }
}
