package import LogPort
package import StageRuntime

/// One record as it was read back, with bytes of its own.
package struct CopiedRecord: Sendable, Equatable {
    package var offset: Int64
    package var timestampMilliseconds: Int64
    package var key: [UInt8]
    /// Encoded, see `RecordHeaders`.
    package var headers: [UInt8]
    /// nil is a tombstone.
    package var value: [UInt8]?

    package init(_ record: RecordView) {
        offset = record.offset
        timestampMilliseconds = record.timestampMilliseconds
        key = Array(record.key)
        headers = Array(record.headers)
        value = record.value.map { Array($0) }
    }

    /// The input that it follows from; nil without a header that says so.
    package var source: SourceCoordinate? {
        headers.withUnsafeBytes { headers in
            RecordHeaders.find(RecordHeaders.source, in: headers).flatMap { SourceCoordinate($0) }
        }
    }

    /// Whether it says the same as another record, wherever they stand.
    package func saysSame(as other: CopiedRecord) -> Bool {
        key == other.key && value == other.value && timestampMilliseconds == other.timestampMilliseconds
    }

    /// Appends the record to a batch.
    func append(to builder: inout RecordBatchBuilder) {
        builder.append(key: key, headers: headers, value: value, timestampMilliseconds: timestampMilliseconds)
    }

    /// The record as its own batch, at its offset.
    func batch(in place: TopicPartition) -> RecordBatch {
        var builder = RecordBatchBuilder()
        append(to: &builder)
        guard let frames = builder.seal() else { preconditionFailure("one record was appended") }
        return RecordBatch(source: place, frames: frames, baseOffset: offset)
    }
}
