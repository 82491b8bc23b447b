import LogPort

/// A batch as it will be stored, made by the thread that submits it; its offsets are not known yet.
struct EncodedBatch: Sendable {
    /// The partition's number in the log.
    let partition: Int
    let frames: RecordFrames
    let codec: BatchCodec
    /// What to store; nil stores the bytes of the frames.
    let compressed: [UInt8]?
    /// Checksum of the stored bytes alone.
    let content: UInt64

    var storedBytes: [UInt8] { compressed ?? frames.bytes }
}
