import CKafka
import Testing

@testable import KafkaLog

/// One line of the table: what librdkafka says at a step, and what has to follow.
struct VerdictCase: Sendable, CustomStringConvertible {
    let code: rd_kafka_resp_err_t
    let flags: String
    let step: TransactionStep
    let verdict: TransactionVerdict

    init(_ code: rd_kafka_resp_err_t, _ flags: String, _ step: TransactionStep, _ verdict: TransactionVerdict) {
        self.code = code
        self.flags = flags
        self.step = step
        self.verdict = verdict
    }

    var failure: KafkaFailure {
        KafkaFailure(
            code,
            isFatal: flags.contains("fatal"),
            isRetriable: flags.contains("retriable"),
            requiresAbort: flags.contains("abortable")
        )
    }

    var description: String {
        "\(failure.name) (\(flags)) at \(step.rawValue): \(verdict)"
    }
}

@Suite("What follows from a failed step of a transaction")
struct TransactionVerdictTests {
    /// The table of rdkafka.h's example (fatal, abortable, retriable, none of them), and the exceptions to it.
    static let table: [VerdictCase] = [
        // Another producer has the id: end, whatever the flags say.
        VerdictCase(RD_KAFKA_RESP_ERR__FENCED, "fatal", .initialize, .rebuild),
        VerdictCase(RD_KAFKA_RESP_ERR__FENCED, "fatal", .produce, .fenced),
        VerdictCase(RD_KAFKA_RESP_ERR__FENCED, "fatal", .commit, .fenced),
        VerdictCase(RD_KAFKA_RESP_ERR__FENCED, "fatal", .abort, .fenced),
        VerdictCase(RD_KAFKA_RESP_ERR_PRODUCER_FENCED, "retriable abortable", .sendOffsets, .fenced),
        // Rights do not come by trying.
        VerdictCase(RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED, "fatal", .initialize, .stop),
        VerdictCase(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, "abortable", .commit, .stop),
        VerdictCase(RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED, "abortable", .sendOffsets, .stop),
        VerdictCase(RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED, "fatal", .initialize, .stop),
        VerdictCase(RD_KAFKA_RESP_ERR_INVALID_TRANSACTION_TIMEOUT, "fatal", .initialize, .stop),
        // The same records would be refused again.
        VerdictCase(RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, "abortable", .produce, .refuse),
        VerdictCase(RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, "abortable", .commit, .refuse),
        VerdictCase(RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE, "abortable", .commit, .refuse),
        VerdictCase(RD_KAFKA_RESP_ERR_INVALID_RECORD, "abortable", .commit, .refuse),
        VerdictCase(RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP, "abortable", .commit, .refuse),
        VerdictCase(RD_KAFKA_RESP_ERR_POLICY_VIOLATION, "abortable", .commit, .refuse),
        // Abortable; also when it is retriable, since the question about the abort comes first.
        VerdictCase(RD_KAFKA_RESP_ERR__QUEUE_FULL, "abortable", .produce, .abort),
        VerdictCase(RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION, "abortable", .sendOffsets, .abort),
        VerdictCase(RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID, "abortable", .sendOffsets, .abort),
        VerdictCase(RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID, "abortable", .sendOffsets, .abort),
        VerdictCase(RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, "abortable", .commit, .abort),
        VerdictCase(RD_KAFKA_RESP_ERR__TIMED_OUT, "retriable abortable", .commit, .abort),
        // Retriable before the outcome is being decided: the same call again.
        VerdictCase(RD_KAFKA_RESP_ERR__TIMED_OUT, "retriable", .initialize, .retry),
        VerdictCase(RD_KAFKA_RESP_ERR_NOT_COORDINATOR, "retriable", .sendOffsets, .retry),
        // Retriable where the outcome is unknown (KAFKA-17754): never the same producer again.
        VerdictCase(RD_KAFKA_RESP_ERR__TIMED_OUT, "retriable", .commit, .rebuild),
        VerdictCase(RD_KAFKA_RESP_ERR__TIMED_OUT, "retriable", .abort, .rebuild),
        VerdictCase(RD_KAFKA_RESP_ERR__TRANSPORT, "retriable", .commit, .rebuild),
        // An abort that requires an abort makes no sense.
        VerdictCase(RD_KAFKA_RESP_ERR__STATE, "abortable", .abort, .rebuild),
        // Fatal, and none of the three.
        VerdictCase(RD_KAFKA_RESP_ERR_INVALID_TXN_STATE, "fatal", .commit, .rebuild),
        VerdictCase(RD_KAFKA_RESP_ERR_INVALID_PRODUCER_ID_MAPPING, "fatal", .sendOffsets, .rebuild),
        VerdictCase(RD_KAFKA_RESP_ERR_INVALID_TXN_STATE, "fatal", .abort, .rebuild),
        VerdictCase(RD_KAFKA_RESP_ERR_UNKNOWN, "", .commit, .rebuild),
        VerdictCase(RD_KAFKA_RESP_ERR__STATE, "", .begin, .rebuild),
    ]

    @Test("every line of the table", arguments: table)
    func line(_ line: VerdictCase) {
        #expect(TransactionVerdict(line.failure, at: line.step) == line.verdict)
    }
}
