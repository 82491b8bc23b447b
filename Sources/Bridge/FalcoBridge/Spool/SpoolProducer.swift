import LogPort

/// Writes the groups of the intake into the spool: one batch in the order of arrival, and the counters beside it.
///
/// A group is refused with `noRoom` while the spool has reached its bounds; nothing of it is kept.
final class SpoolProducer: LogProducer {
    private let storage: any SpoolStorage
    private let settings: SpoolSettings
    private let tally: SpoolTally
    private let producer: any LogProducer
    private var builder = RecordBatchBuilder()
    private var headers: [UInt8] = []

    init(_ storage: any SpoolStorage, _ settings: SpoolSettings, _ tally: SpoolTally, id: String) throws(LogError) {
        self.storage = storage
        self.settings = settings
        self.tally = tally
        producer = try storage.log.makeProducer(id: id)
    }

    func commit(_ transaction: LogTransaction) throws(LogError) -> [Int64] {
        try checkRoom(for: transaction.byteCount)
        builder.removeAll()
        var appends: [LogTransaction.Append] = []
        for append in transaction.appends {
            fold(append)
            if append.target == SpoolTopics.changelog {
                appends.append(append)
            }
        }
        guard let frames = builder.seal() else { return [] }
        appends.insert(LogTransaction.Append(SpoolTopics.records, frames), at: 0)
        let base = try producer.commit(LogTransaction(appends: appends)).first ?? -1
        tally.add(
            transaction.appends.reduce(0) { $0 + ($1.target == SpoolTopics.changelog ? 0 : Int64($1.frames.count)) }
        )
        var bases: [Int64] = []
        var next = base
        for append in transaction.appends {
            bases.append(next)
            next += Int64(append.frames.count)
        }
        return bases
    }

    func close() {
        producer.close()
    }

    /// Adds records to the batch, each with the name of its topic before its own headers.
    private func fold(_ append: LogTransaction.Append) {
        headers.removeAll(keepingCapacity: true)
        RecordHeaders.append(SpoolTopics.destination, append.target.topic.utf8, to: &headers)
        let prefixCount = headers.count
        append.frames.visit(baseOffset: 0, window: 0..<append.frames.offsetSpan) { record in
            headers.removeLast(headers.count - prefixCount)
            headers.append(contentsOf: record.headers)
            builder.append(
                key: record.key,
                headers: headers,
                value: record.value,
                timestampMilliseconds: record.timestampMilliseconds
            )
        }
    }

    private func checkRoom(for bytes: Int) throws(LogError) {
        let stored = storage.storedBytes
        guard stored + bytes <= settings.maximumBytes else {
            throw refusal(
                "\(stored >> 20) MiB wait for the log, and bridge.spool.maximum-bytes allows "
                    + "\(settings.maximumBytes >> 20) MiB; bring the log back, or allow more"
            )
        }
        guard let free = storage.freeBytes, free < settings.reservedBytes + bytes else { return }
        throw refusal(
            "\(free >> 20) MiB are free on its disk, and bridge.spool.reserved-bytes keeps "
                + "\(settings.reservedBytes >> 20) MiB; make room there"
        )
    }

    private func refusal(_ message: String) -> LogError {
        LogError(.noRoom, action: "keeping alerts in the spool", message: message, remedy: .retry)
    }
}
