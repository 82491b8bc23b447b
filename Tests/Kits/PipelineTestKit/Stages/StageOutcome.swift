import Cryptography
package import LogPort

/// Everything that a run of a stage left behind: what has to be equal however it was run.
package struct StageOutcome: Sendable, Equatable {
    /// One partition of one topic with its records.
    package struct Content: Sendable, Equatable {
        package let partition: TopicPartition
        /// Outputs and dead letters in order; the state as the last record of each key, by key.
        package let records: [LogRecord]
    }

    /// Output, dead letters and state, by topic and partition.
    package let contents: [Content]

    /// The records of a partition.
    package subscript(_ topic: String, _ partition: Int32) -> [LogRecord] {
        contents.first { $0.partition == TopicPartition(topic, partition) }?.records ?? []
    }

    /// The records of all partitions of a topic, partition by partition.
    package subscript(_ topic: String) -> [LogRecord] {
        contents.filter { $0.partition.topic == topic }.flatMap(\.records)
    }

    /// All outputs, partition by partition.
    package var outputs: [LogRecord] {
        contents.filter { $0.partition.topic == "output" }.flatMap(\.records)
    }

    /// All dead letters, partition by partition.
    package var deadLetters: [LogRecord] {
        contents.filter { $0.partition.topic == "dead" }.flatMap(\.records)
    }

    /// The state of every key, and each partition's own record, partition by partition.
    package var states: [LogRecord] {
        contents.filter { $0.partition.topic == "state" }.flatMap(\.records)
    }

    /// SHA-256 over every key, header, value and time, as 64 hexadecimal digits.
    package var digest: String {
        var bytes: [UInt8] = []
        for content in contents {
            Self.append(Array("\(content.partition)".utf8), to: &bytes)
            for record in content.records {
                Self.append(record.key, to: &bytes)
                Self.append(record.headers, to: &bytes)
                Self.append(record.value ?? [], to: &bytes)
                Self.append(Array("\(record.timestampMilliseconds) \(record.value == nil)".utf8), to: &bytes)
            }
        }
        return SHA256.digest(of: bytes).hex
    }

    private static func append(_ part: [UInt8], to bytes: inout [UInt8]) {
        withUnsafeBytes(of: UInt64(part.count).littleEndian) { bytes.append(contentsOf: $0) }
        bytes += part
    }

    /// Says where another outcome first differs; nil when it is equal.
    func difference(to other: StageOutcome) -> String? {
        for (mine, theirs) in zip(contents, other.contents) {
            for (index, pair) in zip(mine.records, theirs.records).enumerated() where pair.0 != pair.1 {
                let place = "\(mine.partition), record \(index)"
                return pair.0.headers == pair.1.headers || "\(pair.0)" != "\(pair.1)"
                    ? "\(place): \(pair.1) instead of \(pair.0)"
                    : "\(place): header \(Self.text(pair.1.headers)) instead of \(Self.text(pair.0.headers))"
            }
            if mine.records.count != theirs.records.count {
                return "\(mine.partition): \(theirs.records.count) records instead of \(mine.records.count)"
            }
        }
        return self == other ? nil : "other partitions"
    }

    private static func text(_ headers: [UInt8]) -> String {
        var parts: [String] = []
        headers.withUnsafeBytes { headers in
            RecordHeaders.visit(in: headers) { name, value in
                parts.append("\(String(decoding: name, as: UTF8.self))=\(String(decoding: value, as: UTF8.self))")
            }
        }
        return parts.joined(separator: " ")
    }
}
