import EventModel
import JSONText
import LogPort

extension RecordBatchBuilder {
    /// Appends a payload under a key, without headers.
    mutating func append(key: String, payload: some Payload, timestampMilliseconds: Int64 = 0) {
        var writer = JSONWriter(capacity: 256)
        payload.write(into: &writer)
        writer.withBytes { append(key: key, value: $0, timestampMilliseconds: timestampMilliseconds) }
    }
}
