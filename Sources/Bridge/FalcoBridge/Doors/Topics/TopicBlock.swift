import LogPort

/// Records of one source partition that are handed in at once; without records it moves the place alone.
struct TopicBlock {
    /// Bytes that are kept of a value that is too long.
    static let keptBytes = 64 << 10

    private(set) var bytes: [UInt8] = []
    private(set) var places: [SourceRecords.Place] = []
    /// The offset after it.
    private(set) var nextOffset: Int64
    /// Offsets before it that the source no longer had.
    private(set) var lost: Int64
    /// The timestamp of the last record, in milliseconds since 1970.
    private var lastMilliseconds: Int64 = 0

    init(nextOffset: Int64, lost: Int64 = 0) {
        self.nextOffset = nextOffset
        self.lost = lost
    }

    /// Cuts a batch into blocks.
    ///
    /// - Parameters:
    ///   - batch: What a reader handed out.
    ///   - blockBytes: Bytes after which a block is full.
    ///   - recordBytes: The longest value that is taken whole.
    /// - Returns: Blocks in order; the place of the last one is behind the batch.
    static func blocks(of batch: RecordBatch, blockBytes: Int, recordBytes: Int) -> [TopicBlock] {
        var blocks: [TopicBlock] = []
        var block = TopicBlock(nextOffset: batch.nextOffset)
        batch.visit { record in
            if block.bytes.count >= blockBytes {
                block.nextOffset = record.offset
                blocks.append(block)
                block = TopicBlock(nextOffset: batch.nextOffset)
            }
            block.append(record, recordBytes: recordBytes)
        }
        return blocks + [block]
    }

    /// The mark of the last record; nil without records.
    var mark: SourceMark? {
        guard let last = places.last else { return nil }
        return bytes.withUnsafeBytes { bytes in
            SourceMark(
                offset: last.offset,
                timestampMilliseconds: lastMilliseconds,
                key: UnsafeRawBufferPointer(rebasing: bytes[last.key ?? 0..<0]),
                value: UnsafeRawBufferPointer(rebasing: bytes[last.value]),
                length: last.length
            )
        }
    }

    private mutating func append(_ record: RecordView, recordBytes: Int) {
        let value = record.value ?? UnsafeRawBufferPointer(start: nil, count: 0)
        let isCut = value.count > recordBytes
        let start = bytes.count
        bytes.append(contentsOf: isCut ? value.prefix(Self.keptBytes) : value[...])
        let key = bytes.count
        bytes.append(contentsOf: record.key)
        lastMilliseconds = record.timestampMilliseconds
        places.append(
            SourceRecords.Place(
                offset: record.offset,
                value: start..<key,
                key: record.key.isEmpty ? nil : key..<bytes.count,
                length: value.count,
                isCut: isCut,
                timestampMilliseconds: record.timestampMilliseconds
            )
        )
    }
}
