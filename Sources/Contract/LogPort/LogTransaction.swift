/// The content of one commit, which becomes visible at once or not at all: records of any topics, and offsets of the
/// group.
package struct LogTransaction: Sendable {
    /// Frames to append, in this order; several entries of one partition follow each other.
    package var appends: [Append]
    /// For each input partition the offset to continue with.
    package var offsets: [Offset]

    package struct Append: Sendable {
        package let target: TopicPartition
        package let frames: RecordFrames
        /// The offset that the first record has to get; nil takes any.
        ///
        /// In a partition with one writer it is known. If the record would get another one, nothing of the transaction
        /// is kept, and the commit throws ``LogError`` with the remedy `rewind`. Only members of chains set it
        /// (``LogChaining``).
        package let expectedBase: Int64?

        package init(_ target: TopicPartition, _ frames: RecordFrames, expectedBase: Int64? = nil) {
            self.target = target
            self.frames = frames
            self.expectedBase = expectedBase
        }
    }

    package struct Offset: Sendable, Equatable {
        package let source: TopicPartition
        package let next: Int64

        package init(_ source: TopicPartition, next: Int64) {
            self.source = source
            self.next = next
        }
    }

    package init(appends: [Append] = [], offsets: [Offset] = []) {
        self.appends = appends
        self.offsets = offsets
    }

    /// Appends one record as its own batch: for the rare records that people and starts cause.
    ///
    /// - Parameters:
    ///   - key: The record's key; may be empty.
    ///   - headers: Headers encoded by ``RecordHeaders``.
    ///   - value: nil writes a tombstone.
    ///   - timestampMilliseconds: Receipt time, in milliseconds since 1970.
    ///   - target: The partition.
    package mutating func append(
        key: some RecordBytes,
        headers: [UInt8] = [],
        value: (some RecordBytes)?,
        timestampMilliseconds: Int64,
        to target: TopicPartition
    ) {
        var builder = RecordBatchBuilder()
        builder.append(key: key, headers: headers, value: value, timestampMilliseconds: timestampMilliseconds)
        append(&builder, to: target)
    }

    /// Appends the records of a builder, which then is empty; nothing when it has none.
    package mutating func append(_ builder: inout RecordBatchBuilder, to target: TopicPartition) {
        if let frames = builder.seal() {
            appends.append(Append(target, frames))
        }
    }

    package var isEmpty: Bool {
        appends.isEmpty && offsets.isEmpty
    }

    /// Bytes of all frames.
    package var byteCount: Int {
        appends.reduce(0) { $0 + $1.frames.bytes.count }
    }
}
