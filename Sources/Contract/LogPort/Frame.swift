/// The places of one frame's parts inside a batch.
struct Frame {
    let timestampMilliseconds: Int64
    let offsetDelta: Int64
    let keyStart: Int
    let headersStart: Int
    let valueStart: Int
    let end: Int
    let isTombstone: Bool

    /// Reads the frame that begins at a position; nil when it does not lie whole inside the buffer.
    @inline(__always)
    init?(_ buffer: UnsafeRawBufferPointer, at position: Int) {
        guard position + RecordFrames.headerLength <= buffer.count else { return nil }
        timestampMilliseconds = Int64(littleEndian: buffer.loadUnaligned(fromByteOffset: position, as: Int64.self))
        offsetDelta = Int64(littleEndian: buffer.loadUnaligned(fromByteOffset: position + 8, as: Int64.self))
        let keyLength = UInt32(littleEndian: buffer.loadUnaligned(fromByteOffset: position + 16, as: UInt32.self))
        let headersLength = UInt32(littleEndian: buffer.loadUnaligned(fromByteOffset: position + 20, as: UInt32.self))
        let valueLength = Int32(littleEndian: buffer.loadUnaligned(fromByteOffset: position + 24, as: Int32.self))
        isTombstone = valueLength < 0
        keyStart = position + RecordFrames.headerLength
        headersStart = keyStart + Int(keyLength)
        valueStart = headersStart + Int(headersLength)
        end = valueStart + max(0, Int(valueLength))
        guard end <= buffer.count, valueLength >= -1 else { return nil }
    }

    @inline(__always)
    func view(of buffer: UnsafeRawBufferPointer, offset: Int64) -> RecordView {
        RecordView(
            offset: offset,
            timestampMilliseconds: timestampMilliseconds,
            key: UnsafeRawBufferPointer(rebasing: buffer[keyStart..<headersStart]),
            headers: UnsafeRawBufferPointer(rebasing: buffer[headersStart..<valueStart]),
            value: isTombstone ? nil : UnsafeRawBufferPointer(rebasing: buffer[valueStart..<end])
        )
    }
}
