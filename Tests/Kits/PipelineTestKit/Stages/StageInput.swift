package import EventModel

/// One input record of a stage under test, and the partition that it is in.
package struct StageInput: Sendable, Equatable {
    package let partition: Int32
    package let record: LogRecord

    /// A record as it is: broken bytes, tombstones, source headers of one's own.
    package init(partition: Int32, record: LogRecord) {
        self.partition = partition
        self.record = record
    }

    /// A payload or control, encoded.
    ///
    /// - Parameters:
    ///   - partition: Number of the input partition.
    ///   - key: The record's key: a profile, or ``Control/partitionKey``.
    ///   - payload: The value.
    ///   - receivedMilliseconds: Receipt time, in milliseconds since 1970.
    package init(partition: Int32, key: String, _ payload: some Payload, receivedMilliseconds: Int64) {
        self.init(
            partition: partition,
            record: LogRecord(
                key: Array(key.utf8),
                value: payload.encoded,
                timestampMilliseconds: receivedMilliseconds
            )
        )
    }
}
