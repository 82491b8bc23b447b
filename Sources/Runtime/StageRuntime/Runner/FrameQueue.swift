import LogPort

/// Records on their way into a transaction, cut into batches of a size that readers can hold.
///
/// A batch ends at ``batchBytes``; larger batches compress no better and cost every reader memory.
struct FrameQueue {
    /// Bytes after which a batch is ended.
    static let batchBytes = 256 << 10

    private var builder = RecordBatchBuilder()
    private var sealed: [RecordFrames] = []
    private var sealedBytes = 0
    /// Records not yet taken.
    private(set) var count = 0

    /// Bytes not yet taken.
    var byteCount: Int {
        sealedBytes + builder.byteCount
    }

    mutating func append(
        key: UnsafeRawBufferPointer,
        headers: UnsafeRawBufferPointer,
        value: UnsafeRawBufferPointer?,
        timestampMilliseconds: Int64
    ) {
        count += 1
        builder.append(key: key, headers: headers, value: value, timestampMilliseconds: timestampMilliseconds)
        if builder.byteCount >= Self.batchBytes, let frames = builder.seal() {
            sealedBytes += frames.bytes.count
            sealed.append(frames)
        }
    }

    /// Hands over all batches, in order, and starts again.
    mutating func take() -> [RecordFrames] {
        if let frames = builder.seal() {
            sealed.append(frames)
        }
        sealedBytes = 0
        count = 0
        let taken = sealed
        sealed = []
        return taken
    }
}
