import LogPort

/// A writer outside any group: every commit is a separate transaction.
///
/// Transactional although one idempotent producer would do for records of one partition: a control goes to all
/// partitions or to none, and a door's count or file position changes only with its alerts.
final class KafkaLogProducer: LogProducer {
    private let core: KafkaCore
    private let producer: TransactionalProducer
    private let id: String
    private var isClosed = false
    /// A record was refused and its producer had to be given up: nothing of it is kept, and the next one may begin.
    private var isToPrepare = false

    init(_ core: KafkaCore, id: String) throws(LogError) {
        self.core = core
        self.id = id
        producer = TransactionalProducer(
            id: core.settings.prefix + id,
            kind: .received,
            settings: core.settings,
            counters: core.counters,
            unansweredStarts: core.unansweredStarts
        )
        try producer.prepare()
    }

    deinit {
        close()
    }

    func commit(_ transaction: LogTransaction) throws(LogError) -> [Int64] {
        let action = "committing records of \(id)"
        try core.check(action)
        if isClosed {
            throw .closed(action)
        }
        guard transaction.offsets.isEmpty else {
            throw LogError(
                .unusable,
                action: action,
                message: "offsets belong to a worker's transaction; use the worker of their group",
                remedy: .stop
            )
        }
        let appends = try core.placed(transaction.appends, action)
        guard !appends.isEmpty else { return [] }
        if isToPrepare {
            try producer.prepare()
            isToPrepare = false
        }
        do throws(LogError) {
            return try producer.write(appends, offsets: nil)
        } catch {
            isToPrepare = error.code == .recordRefused && producer.isInDoubt
            // An abort that succeeded has kept nothing: the same call again is right.
            guard error.remedy == .rewind, !producer.isInDoubt else { throw error }
            throw LogError(error.code, action: error.action, message: error.message, remedy: .retry)
        }
    }

    func close() {
        isClosed = true
        producer.release()
    }
}
