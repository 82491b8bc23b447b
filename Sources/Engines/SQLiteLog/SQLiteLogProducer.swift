import LogPort

/// A writer outside any group, inside the owning process.
final class SQLiteLogProducer: LogProducer {
    private let core: LogCore
    private var isClosed = false

    init(_ core: LogCore) {
        self.core = core
    }

    func commit(_ transaction: LogTransaction) throws(LogError) -> [Int64] {
        if isClosed { throw .closed("committing") }
        guard transaction.offsets.isEmpty else {
            throw LogError(
                .unusable,
                action: "committing",
                message: "a producer belongs to no group and has no offsets to commit; use a worker",
                remedy: .stop
            )
        }
        return try core.commit(Submission(batches: try core.encode(transaction)))
    }

    func close() {
        isClosed = true
    }
}
