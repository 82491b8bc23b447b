import LogPort
import Telemetry

extension TransactionalProducer {
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
                message: "another process has taken this worker's name; give each worker a name (ordinal) of its own, "
                    + "or leave the other one in place: \(failure)",
                remedy: .stop
            )
        case .refuse:
            return LogError(
                .unusable,
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
                message: "\(failure); what is open is settled and the committed offsets are read again",
                remedy: remedy
            )
        }
    }
}
