import CKafka

/// The action after a failed step of a transaction.
///
/// The order of the questions matters; source: rdkafka.h, "Transactional producer API", and its example.
enum TransactionVerdict: Equatable {
    /// Abort, go back to the committed offsets, begin again.
    case abort
    /// The same call again.
    case retry
    /// Another producer has the id: end.
    case fenced
    /// The producer is unusable: make another one, which settles open transactions, and read the committed offsets.
    case rebuild
    /// Abort and give up: the cluster will never take these records.
    case refuse
    /// A person has to act: rights, or an identity that the cluster refuses.
    case stop

    init(_ failure: KafkaFailure, at step: TransactionStep) {
        if Self.fencedCodes.contains(failure.code) {
            // A producer that asks for an epoch has no old one: an earlier request of this name, answered late, is
            // fenced here, and the next producer is not.
            self = step == .initialize ? .rebuild : .fenced
        } else if Self.refusedCodes.contains(failure.code) {
            self = .stop
        } else if Self.unwritableCodes.contains(failure.code) {
            self = .refuse
        } else if failure.requiresAbort, step != .abort {
            self = .abort
        } else if failure.isRetriable {
            // A commit or abort that timed out may still happen, even to the next transaction of this producer
            // (KAFKA-17754): a new producer has a new epoch, so that whatever comes late is refused.
            self = step == .commit || step == .abort ? .rebuild : .retry
        } else {
            // Fatal, or none of the three, which rdkafka.h recommends to treat as fatal.
            self = .rebuild
        }
    }

    private static let fencedCodes: Set<rd_kafka_resp_err_t> = [
        RD_KAFKA_RESP_ERR__FENCED, RD_KAFKA_RESP_ERR_PRODUCER_FENCED,
    ]

    private static let refusedCodes: Set<rd_kafka_resp_err_t> = [
        RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
        RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED,
        RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED,
        RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED,
        RD_KAFKA_RESP_ERR_INVALID_TRANSACTION_TIMEOUT,
    ]

    /// The same records would be refused again and again.
    private static let unwritableCodes: Set<rd_kafka_resp_err_t> = [
        RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE,
        RD_KAFKA_RESP_ERR_INVALID_RECORD, RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE, RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP,
        RD_KAFKA_RESP_ERR_UNSUPPORTED_FOR_MESSAGE_FORMAT, RD_KAFKA_RESP_ERR_POLICY_VIOLATION,
    ]
}

/// The steps of a transaction, as messages name them.
enum TransactionStep: String {
    case initialize = "init_transactions"
    case begin = "begin_transaction"
    case produce
    case sendOffsets = "send_offsets_to_transaction"
    case commit = "commit_transaction"
    case abort = "abort_transaction"
}
