import LogPort

/// Records that compaction keeps of one batch, or of several neighbors: whole frames with their absolute offsets.
struct SurvivingRecords: Sendable {
    private(set) var bytes: [UInt8] = []
    /// Where the frames begin.
    private var starts: [Int] = []
    private var offsets: [Int64] = []
    private var firstTime = Int64.max
    private var lastTime = Int64.min

    var count: Int { starts.count }
    var firstOffset: Int64? { offsets.first }

    /// Copies the frame of a record that lies behind the others.
    mutating func append(_ record: borrowing RecordView) {
        starts.append(bytes.count)
        offsets.append(record.offset)
        firstTime = min(firstTime, record.timestampMilliseconds)
        lastTime = max(lastTime, record.timestampMilliseconds)
        withUnsafeBytes(of: record.timestampMilliseconds.littleEndian) { bytes.append(contentsOf: $0) }
        withUnsafeBytes(of: Int64(0)) { bytes.append(contentsOf: $0) }
        withUnsafeBytes(of: UInt32(record.key.count).littleEndian) { bytes.append(contentsOf: $0) }
        withUnsafeBytes(of: UInt32(record.headers.count).littleEndian) { bytes.append(contentsOf: $0) }
        withUnsafeBytes(of: (record.value.map { Int32($0.count) } ?? -1).littleEndian) { bytes.append(contentsOf: $0) }
        withUnsafeBytes(of: UInt32(0)) { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: record.key)
        bytes.append(contentsOf: record.headers)
        if let value = record.value {
            bytes.append(contentsOf: value)
        }
    }

    /// Adds records that lie behind these.
    mutating func append(_ later: SurvivingRecords) {
        let shift = bytes.count
        bytes += later.bytes
        starts += later.starts.map { $0 + shift }
        offsets += later.offsets
        firstTime = min(firstTime, later.firstTime)
        lastTime = max(lastTime, later.lastTime)
    }

    /// Gives the records as one batch whose base is the first record's offset; nil without records.
    consuming func seal() -> RecordFrames? {
        guard let base = offsets.first, let last = offsets.last else { return nil }
        for (start, offset) in zip(starts, offsets) {
            bytes.withUnsafeMutableBytes { buffer in
                buffer.storeBytes(of: (offset - base).littleEndian, toByteOffset: start + 8, as: Int64.self)
            }
        }
        return RecordFrames(
            bytes: bytes,
            count: starts.count,
            offsetSpan: last - base + 1,
            firstTimestampMilliseconds: firstTime,
            lastTimestampMilliseconds: lastTime
        )
    }
}
