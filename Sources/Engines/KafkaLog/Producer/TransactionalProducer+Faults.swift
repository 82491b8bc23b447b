import CKafka
import CKafkaLog
import LogPort
import Telemetry

extension TransactionalProducer {
    /// What a broker said of a record, when librdkafka says only that the transaction has failed.
    ///
    /// A broker may refuse a batch while others are still being handed over: the next call then fails for the state that
    /// the transaction is in, which would be done again for ever.
    func cause(of failure: KafkaFailure, with client: KafkaClient) -> KafkaFailure {
        guard failure.code == RD_KAFKA_RESP_ERR__STATE else { return failure }
        rd_kafka_poll(client.handle, 100)
        let code = rd_kafka_resp_err_t(client.context.pointee.deliveries.error)
        let refusal = KafkaFailure(code, requiresAbort: true)
        return TransactionVerdict(refusal, at: .commit) == .refuse ? refusal : failure
    }

    /// The error that tells of a failed step, with what a person can do.
    func fault(
        _ failure: KafkaFailure,
        _ verdict: TransactionVerdict,
        at step: TransactionStep,
        remedy: LogError.Remedy
    ) -> LogError {
        switch verdict {
        case .fenced:
            counters.fenced.increment()
            return LogError(
                .fenced,
                action: "\(step.rawValue) of \(id)",
                message: "another process has taken this worker's name; give each worker its own name (ordinal), "
                    + "or leave the other one in place: \(failure)",
                remedy: .stop
            )
        case .refuse:
            return LogError(
                .recordRefused,
                action: "\(step.rawValue) of \(id)",
                message: "the cluster does not take a record, and nothing of its transaction was kept: \(failure); the "
                    + "largest is 4 MiB (max.message.bytes of the topic, message.max.bytes in kafka.properties)",
                remedy: .stop
            )
        case .stop:
            return LogError(
                .unusable,
                action: "\(step.rawValue) of \(id)",
                message: "the cluster refuses: \(failure); `eyrie topics render` shows the rights that are needed",
                remedy: .stop
            )
        case .abort, .retry, .rebuild:
            return LogError(
                .unavailable,
                action: "\(step.rawValue) of \(id)",
                message: "\(failure); open transactions are settled and the committed offsets are read again",
                remedy: remedy
            )
        }
    }
}
