/// Where the fields of a frame's header stand, in bytes from the frame's start.
///
/// Integers are little-endian; key, headers and value follow the header without padding. The form is stated in
/// ``RecordFrames``; ``Frame`` alone reads and writes it in Swift, and `CKafkaLog` in C.
package enum FrameLayout {
    /// Milliseconds since 1970 (Int64).
    package static let timestamp = 0
    /// Offset minus the batch's base offset (Int64).
    package static let offsetDelta = 8
    /// Bytes of the key (UInt32).
    package static let keyLength = 16
    /// Bytes of the headers (UInt32).
    package static let headersLength = 20
    /// Bytes of the value (Int32); -1 is a tombstone.
    package static let valueLength = 24
    /// Zero (UInt32).
    package static let reserved = 28
    /// Bytes of the header.
    package static let headerLength = 32
}

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
        guard position + FrameLayout.headerLength <= buffer.count else { return nil }
        timestampMilliseconds = Self.read(buffer, position + FrameLayout.timestamp)
        offsetDelta = Self.read(buffer, position + FrameLayout.offsetDelta)
        let keyLength: UInt32 = Self.read(buffer, position + FrameLayout.keyLength)
        let headersLength: UInt32 = Self.read(buffer, position + FrameLayout.headersLength)
        let valueLength: Int32 = Self.read(buffer, position + FrameLayout.valueLength)
        isTombstone = valueLength < 0
        keyStart = position + FrameLayout.headerLength
        headersStart = keyStart + Int(keyLength)
        valueStart = headersStart + Int(headersLength)
        end = valueStart + max(0, Int(valueLength))
        guard end <= buffer.count, valueLength >= -1 else { return nil }
    }

    /// Writes a frame into room of exactly ``RecordFrames/frameLength(key:headers:value:)`` bytes.
    @inline(__always)
    static func write(
        to frame: UnsafeMutableRawBufferPointer,
        timestampMilliseconds: Int64,
        offsetDelta: Int64,
        key: UnsafeRawBufferPointer,
        headers: UnsafeRawBufferPointer,
        value: UnsafeRawBufferPointer?
    ) {
        write(timestampMilliseconds, to: frame, FrameLayout.timestamp)
        write(offsetDelta, to: frame, FrameLayout.offsetDelta)
        write(UInt32(key.count), to: frame, FrameLayout.keyLength)
        write(UInt32(headers.count), to: frame, FrameLayout.headersLength)
        write(value.map { Int32($0.count) } ?? -1, to: frame, FrameLayout.valueLength)
        write(UInt32(0), to: frame, FrameLayout.reserved)
        var position = FrameLayout.headerLength
        UnsafeMutableRawBufferPointer(rebasing: frame[position...]).copyMemory(from: key)
        position += key.count
        UnsafeMutableRawBufferPointer(rebasing: frame[position...]).copyMemory(from: headers)
        position += headers.count
        if let value {
            UnsafeMutableRawBufferPointer(rebasing: frame[position...]).copyMemory(from: value)
        }
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

    @inline(__always)
    private static func read<Number: FixedWidthInteger & BitwiseCopyable>(
        _ buffer: UnsafeRawBufferPointer,
        _ position: Int
    ) -> Number {
        Number(littleEndian: buffer.loadUnaligned(fromByteOffset: position, as: Number.self))
    }

    @inline(__always)
    private static func write<Number: FixedWidthInteger & BitwiseCopyable>(
        _ number: Number,
        to frame: UnsafeMutableRawBufferPointer,
        _ position: Int
    ) {
        frame.storeBytes(of: number.littleEndian, toByteOffset: position, as: Number.self)
    }
}
