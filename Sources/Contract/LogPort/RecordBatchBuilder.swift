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
        let length = RecordFrames.frameLength(key: key.count, headers: headers.count, value: valueLength)
        if bytes.count + length > bytes.capacity {
            bytes.reserveCapacity(max(bytes.count + length, bytes.capacity * 2))
        }
        let offsetDelta = Int64(count)
        // One growth for the whole frame: every append of its own asks again whether the array may be changed.
        bytes.append(addingCapacity: length) { (output: inout OutputSpan<UInt8>) in
            output.withUnsafeMutableBufferPointer { room, initialized in
                Frame.write(
                    to: UnsafeMutableRawBufferPointer(room),
                    timestampMilliseconds: timestampMilliseconds,
                    offsetDelta: offsetDelta,
                    key: key,
                    headers: headers,
                    value: value
                )
                initialized = length
            }
        }
        count += 1
        first = min(first, timestampMilliseconds)
        last = max(last, timestampMilliseconds)
    }

    /// Appends one record from bytes that the caller holds in any form; they are copied.
    ///
    /// - Parameters:
    ///   - key: The record's key; may be empty.
    ///   - headers: Headers encoded by ``RecordHeaders``.
    ///   - value: nil writes a tombstone.
    ///   - timestampMilliseconds: Receipt time, in milliseconds since 1970.
    package mutating func append(
        key: some RecordBytes,
        headers: [UInt8] = [],
        value: (some RecordBytes)?,
        timestampMilliseconds: Int64
    ) {
        key.withRecordBytes { key in
            headers.withUnsafeBytes { headers in
                guard let value else {
                    append(key: key, headers: headers, value: nil, timestampMilliseconds: timestampMilliseconds)
                    return
                }
                value.withRecordBytes { value in
                    append(key: key, headers: headers, value: value, timestampMilliseconds: timestampMilliseconds)
                }
            }
        }
    }

    /// Hands over the collected records and starts again.
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

    /// Drops the collected records.
    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        count = 0
        first = Int64.max
        last = Int64.min
    }
}
