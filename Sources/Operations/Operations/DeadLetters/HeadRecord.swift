import EventModel
import LogPort

/// An alert as it is appended to the head of the pipeline again.
struct HeadRecord {
    let partition: Int32
    let key: [UInt8]
    let value: [UInt8]
    let timestampMilliseconds: Int64

    /// Adds it to a transaction, with the header of every alert and no source (rule 7 would skip it).
    func append(to transaction: inout LogTransaction) {
        var headers: [UInt8] = []
        RecordHeaders.append(RecordHeaders.contentType, RecordHeaders.alertMediaType.utf8, to: &headers)
        transaction.append(
            key: key,
            headers: headers,
            value: value,
            timestampMilliseconds: timestampMilliseconds,
            to: TopicPartition(Topics.alerts.name, partition)
        )
    }
}
