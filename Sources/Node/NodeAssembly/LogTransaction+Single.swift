import EventModel
import LogPort

extension LogTransaction {
    /// Adds one record without headers, for the rare records that people cause.
    mutating func append(key: String, value: [UInt8], at time: Timestamp, to target: TopicPartition) {
        var builder = RecordBatchBuilder()
        var key = key
        key.withUTF8 { keyBytes in
            value.withUnsafeBytes { valueBytes in
                builder.append(
                    key: UnsafeRawBufferPointer(keyBytes),
                    headers: UnsafeRawBufferPointer(start: nil, count: 0),
                    value: valueBytes,
                    timestampMilliseconds: time.milliseconds
                )
            }
        }
        if let frames = builder.seal() {
            appends.append(.init(target, frames))
        }
    }
}
