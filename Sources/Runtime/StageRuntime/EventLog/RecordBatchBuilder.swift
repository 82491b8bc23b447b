/// Collects records of one partition into ``RecordFrames``.
///
/// Bounded by its caller: a worker or bridge commits when ``byteCount`` or ``count`` reaches its setting. One record's
/// value is at most 2 GiB (Int32 length); engines have lower limits.
package struct RecordBatchBuilder: Sendable {
    private var bytes: [UInt8] = []
    /// Records collected since the last ``seal()``.
    package private(set) var count = 0
    private var first = Int64.max
    private var last = Int64.min

    package init() {}

    /// Bytes collected since the last ``seal()``.
    package var byteCount: Int {
        bytes.count
    }

    package var isEmpty: Bool {
        count == 0
    }

    package mutating func reserve(_ capacity: Int) {
        bytes.reserveCapacity(capacity)
    }

    /// Appends one record; the bytes are copied.
    ///
    /// - Parameters:
    ///   - key: The record's key; may be empty.
    ///   - headers: Headers encoded by ``RecordHeaders``.
    ///   - value: nil writes a tombstone.
    ///   - timestampMilliseconds: Receipt time, in milliseconds since 1970.
    package mutating func append(
        key: UnsafeRawBufferPointer,
        headers: UnsafeRawBufferPointer,
        value: UnsafeRawBufferPointer?,
        timestampMilliseconds: Int64
    ) {
        let valueLength = value?.count ?? 0
        precondition(valueLength <= Int(Int32.max), "a record's value is at most 2 GiB")
        let start = bytes.count
        let end = start + RecordFrames.headerLength + key.count + headers.count + valueLength
        if end > bytes.capacity {
            bytes.reserveCapacity(max(end, bytes.capacity * 2))
        }
        withUnsafeTemporaryAllocation(byteCount: RecordFrames.headerLength, alignment: 8) { header in
            header.storeBytes(of: timestampMilliseconds.littleEndian, toByteOffset: 0, as: Int64.self)
            header.storeBytes(of: Int64(count).littleEndian, toByteOffset: 8, as: Int64.self)
            header.storeBytes(of: UInt32(key.count).littleEndian, toByteOffset: 16, as: UInt32.self)
            header.storeBytes(of: UInt32(headers.count).littleEndian, toByteOffset: 20, as: UInt32.self)
            let length = value == nil ? Int32(-1) : Int32(valueLength)
            header.storeBytes(of: length.littleEndian, toByteOffset: 24, as: Int32.self)
            header.storeBytes(of: 0, toByteOffset: 28, as: UInt32.self)
            bytes.append(contentsOf: UnsafeRawBufferPointer(header))
        }
        bytes.append(contentsOf: key)
        bytes.append(contentsOf: headers)
        if let value {
            bytes.append(contentsOf: value)
        }
        count += 1
        first = min(first, timestampMilliseconds)
        last = max(last, timestampMilliseconds)
    }

    /// Hands over what was collected and begins anew.
    ///
    /// - Returns: nil when nothing was collected.
    package mutating func seal() -> RecordFrames? {
        guard count > 0 else { return nil }
        let frames = RecordFrames(
            bytes: bytes,
            count: count,
            offsetSpan: Int64(count),
            firstTimestampMilliseconds: first,
            lastTimestampMilliseconds: last
        )
        // The next batch is about as large: an eighth more spares it from growing, which copies and doubles it.
        let capacity = bytes.count + bytes.count / 8
        self = RecordBatchBuilder()
        bytes.reserveCapacity(capacity)
        return frames
    }

    /// Forgets what was collected.
    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        count = 0
        first = Int64.max
        last = Int64.min
    }
}
