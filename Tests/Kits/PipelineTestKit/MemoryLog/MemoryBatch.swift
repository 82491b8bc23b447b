import LogPort

/// Records chosen for one batch, before they are framed.
struct MemoryBatch: Sendable {
    let source: TopicPartition
    let records: [MemoryRecord]
    /// Offsets that the batch answers for; it begins where the caller asked to begin.
    let window: Range<Int64>
    /// Offset of the first record.
    let first: Int64

    /// The first record whose bytes fail their checksum.
    var damaged: MemoryRecord? {
        records.first { !$0.isIntact }
    }

    /// Frames the records; gaps between offsets stay gaps.
    func framed() -> RecordBatch? {
        var bytes: [UInt8] = []
        for stored in records {
            appendFrame(of: stored, to: &bytes)
        }
        guard let frames = RecordFrames(checking: bytes) else { return nil }
        return RecordBatch(source: source, frames: frames, baseOffset: first)
    }

    private func appendFrame(of stored: MemoryRecord, to bytes: inout [UInt8]) {
        let record = stored.record
        append(record.timestampMilliseconds, to: &bytes)
        append(stored.offset - first, to: &bytes)
        append(UInt32(record.key.count), to: &bytes)
        append(UInt32(record.headers.count), to: &bytes)
        append(record.value.map { Int32($0.count) } ?? -1, to: &bytes)
        append(UInt32(0), to: &bytes)
        bytes += record.key
        bytes += record.headers
        bytes += record.value ?? []
    }

    private func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }
}
