import CKafka
import LogPort

extension LogError {
    /// The error of a handle that is no longer in use.
    static func closed(_ action: String) -> LogError {
        LogError(.closed, action: action, message: "the log was closed", remedy: .stop)
    }

    /// The error of a topic or partition that the cluster does not have.
    static func unknown(_ partition: TopicPartition, _ action: String) -> LogError {
        LogError(
            .unknownTopic,
            action: action,
            message: "the cluster has no \(partition); `eyrie topics apply` creates the topics",
            remedy: .stop
        )
    }

    /// What a failure outside transactions means.
    ///
    /// - Parameters:
    ///   - failure: The error of librdkafka.
    ///   - action: What was being done.
    ///   - remedy: The remedy for a failure that may pass; a permanent one gets `stop`.
    /// - Returns: The error, with advice.
    static func fault(_ failure: KafkaFailure, _ action: String, remedy: Remedy) -> LogError {
        if failure.isRefusal {
            return .refused(failure, action)
        }
        switch failure.code {
        case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC,
            RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
            return LogError(
                .unknownTopic,
                action: action,
                message: "\(failure); `eyrie topics apply` creates the topics",
                remedy: .stop
            )
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED,
            RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED,
            RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
            return LogError(
                .unusable,
                action: action,
                message: "\(failure); `eyrie topics render` shows the rights that each role needs",
                remedy: .stop
            )
        case RD_KAFKA_RESP_ERR__SSL:
            return .refused(failure, action)
        default:
            return LogError(.unavailable, action: action, message: failure.description, remedy: remedy)
        }
    }

    /// The error of a login or connection that the cluster does not accept.
    private static func refused(_ failure: KafkaFailure, _ action: String) -> LogError {
        LogError(
            .unusable,
            action: action,
            message: "\(failure); check kafka.properties, `eyrie doctor` explains known causes",
            remedy: .stop
        )
    }
}
