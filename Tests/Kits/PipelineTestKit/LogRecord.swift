package import LogPort

/// One record, owned and comparable: what tests write, read and compare.
package struct LogRecord: Sendable, Equatable, CustomStringConvertible {
    /// Bytes of the key; may be empty.
    package var key: [UInt8]
    /// Headers as ``RecordHeaders`` encodes them.
    package var headers: [UInt8]
    /// Bytes of the value; nil is a tombstone.
    package var value: [UInt8]?
    /// Receipt time in milliseconds since 1970.
    package var timestampMilliseconds: Int64

    package init(key: [UInt8], value: [UInt8]?, timestampMilliseconds: Int64, headers: [UInt8] = []) {
        self.key = key
        self.headers = headers
        self.value = value
        self.timestampMilliseconds = timestampMilliseconds
    }

    package init(_ key: String, _ value: String?, at timestampMilliseconds: Int64) {
        self.init(
            key: Array(key.utf8),
            value: value.map { Array($0.utf8) },
            timestampMilliseconds: timestampMilliseconds
        )
    }

    /// Copies a borrowed record.
    package init(_ view: borrowing RecordView) {
        self.init(
            key: Array(view.key),
            value: view.value.map { Array($0) },
            timestampMilliseconds: view.timestampMilliseconds,
            headers: Array(view.headers)
        )
    }

    package var description: String {
        let text = value.map { String(decoding: $0, as: UTF8.self) } ?? "(tombstone)"
        return "\(String(decoding: key, as: UTF8.self))=\(text)@\(timestampMilliseconds)"
    }
}

extension LogRecord {
    /// Puts records into frames, with consecutive offsets from 0.
    ///
    /// - Returns: nil without records: there is no empty batch.
    package static func frames(_ records: some Sequence<LogRecord>) -> RecordFrames? {
        var builder = RecordBatchBuilder()
        for record in records {
            record.append(to: &builder)
        }
        return builder.seal()
    }

    /// Appends this record to what a builder collects.
    package func append(to builder: inout RecordBatchBuilder) {
        builder.append(key: key, headers: headers, value: value, timestampMilliseconds: timestampMilliseconds)
    }
}

/// A record together with its offset.
package struct PlacedRecord: Sendable, Equatable, CustomStringConvertible {
    package let offset: Int64
    package let record: LogRecord

    package init(offset: Int64, record: LogRecord) {
        self.offset = offset
        self.record = record
    }

    package var description: String {
        "\(offset):\(record)"
    }
}

extension RecordBatch {
    /// Returns copies of the records of the window, in offset order.
    package func placedRecords() -> [PlacedRecord] {
        var records: [PlacedRecord] = []
        visit { view in
            records.append(PlacedRecord(offset: view.offset, record: LogRecord(view)))
        }
        return records
    }
}
