/// Committed records of one partition as a reader gets them: frames, their base offset, and the window asked for.
package struct RecordBatch: Sendable {
    package let source: TopicPartition
    package let frames: RecordFrames
    /// Offset of a record whose frame has offset delta 0.
    package let baseOffset: Int64
    /// The offsets that the reader asked for; records outside it are not handed out.
    package let window: Range<Int64>

    package init(source: TopicPartition, frames: RecordFrames, baseOffset: Int64, window: Range<Int64>? = nil) {
        self.source = source
        self.frames = frames
        self.baseOffset = baseOffset
        let whole = baseOffset..<baseOffset + frames.offsetSpan
        self.window = window.map { $0.clamped(to: whole) } ?? whole
    }

    /// The offset to continue with after this batch.
    package var nextOffset: Int64 {
        window.upperBound
    }

    /// Calls `body` with each record of the window, in offset order; the view must not escape.
    @inline(__always)
    package func visit<Failure: Error>(_ body: (RecordView) throws(Failure) -> Void) throws(Failure) {
        try frames.visit(baseOffset: baseOffset, window: window, body)
    }

    /// Calls `body` with all records of the window, in offset order; the views must not escape.
    package func withRecords<Failure: Error>(_ body: ([RecordView]) throws(Failure) -> Void) throws(Failure) {
        try frames.withRecords(baseOffset: baseOffset, window: window, body)
    }
}
