import EventModel
import JSONText
import LogPort

extension RecordBatchBuilder {
    /// Appends a payload under a key, without headers.
    mutating func append(key: String, payload: some Payload, timestampMilliseconds: Int64 = 0) {
        var writer = JSONWriter(capacity: 256)
        payload.write(into: &writer)
        var key = key
        key.withUTF8 { key in
            writer.withBytes { value in
                append(
                    key: UnsafeRawBufferPointer(key),
                    headers: UnsafeRawBufferPointer(start: nil, count: 0),
                    value: value,
                    timestampMilliseconds: timestampMilliseconds
                )
            }
        }
    }
}
