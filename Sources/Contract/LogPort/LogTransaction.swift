/// What one commit makes visible at once, or not at all: records of any topics, and the offsets of the group.
package struct LogTransaction: Sendable {
    /// Frames to append, in this order; several entries of one partition follow each other.
    package var appends: [Append]
    /// For each input partition the offset to go on with.
    package var offsets: [Offset]

    package struct Append: Sendable {
        package let target: TopicPartition
        package let frames: RecordFrames

        package init(_ target: TopicPartition, _ frames: RecordFrames) {
            self.target = target
            self.frames = frames
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

    package var isEmpty: Bool {
        appends.isEmpty && offsets.isEmpty
    }

    /// Bytes of all frames.
    package var byteCount: Int {
        appends.reduce(0) { $0 + $1.frames.bytes.count }
    }
}
