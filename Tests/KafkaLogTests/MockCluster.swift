import CKafka
import KafkaLog

/// librdkafka's cluster in memory, for the errors that a real broker gives only by chance.
///
/// It shows nothing of exactly-once: no isolation, no offsets in transactions, no fencing (rdkafka_mock.h).
final class MockCluster {
    /// Kafka's numbers of requests.
    enum Request: Int16 {
        case produce = 0
        case metadata = 3
        case fetchOffsets = 9
        case initProducerID = 22
        case addPartitions = 24
        case addOffsets = 25
        case endTransaction = 26
        case commitOffsets = 28
    }

    struct NotStarted: Error {}

    private let owner: OpaquePointer
    private let cluster: OpaquePointer

    init(topics: [String: Int32]) throws {
        guard let owner = rd_kafka_new(RD_KAFKA_PRODUCER, nil, nil, 0) else { throw NotStarted() }
        guard let cluster = rd_kafka_mock_cluster_new(owner, 1) else {
            rd_kafka_destroy(owner)
            throw NotStarted()
        }
        self.owner = owner
        self.cluster = cluster
        for (name, partitions) in topics {
            rd_kafka_mock_topic_create(cluster, name, partitions, 1)
        }
    }

    deinit {
        rd_kafka_mock_cluster_destroy(cluster)
        rd_kafka_destroy(owner)
    }

    /// Settings of a log on this cluster; time-outs are the shortest that clients accept.
    var settings: KafkaLogSettings {
        var settings = KafkaLogSettings(bootstrapServers: String(cString: rd_kafka_mock_cluster_bootstraps(cluster)))
        settings.transactionTimeoutMilliseconds = 2_000
        settings.requestTimeoutMilliseconds = 4_000
        settings.sessionTimeoutMilliseconds = 6_000
        settings.maxPollIntervalMilliseconds = 30_000
        return settings
    }

    /// Answers the next requests of a kind with these errors, one each; `_TRANSPORT` cuts the connection.
    func answer(_ request: Request, with errors: [rd_kafka_resp_err_t]) {
        rd_kafka_mock_push_request_errors_array(cluster, request.rawValue, errors.count, errors)
    }

    /// Forgets errors that nobody has got yet.
    func calm(_ request: Request) {
        rd_kafka_mock_clear_request_errors(cluster, request.rawValue)
    }

    /// Delays every answer.
    func delayAnswers(milliseconds: Int32) {
        rd_kafka_mock_broker_set_rtt(cluster, 1, milliseconds)
    }
}
