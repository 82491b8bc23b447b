import LogPort

/// A stored record: its bytes, its offset, the transaction append it came with, and a checksum.
struct MemoryRecord: Sendable {
    let offset: Int64
    /// Offset of the first record of the append it came with.
    let batch: Int64
    var record: LogRecord
    private let checksum: UInt64

    init(offset: Int64, batch: Int64, record: LogRecord) {
        self.offset = offset
        self.batch = batch
        self.record = record
        checksum = Self.checksum(of: record)
    }

    var isIntact: Bool {
        Self.checksum(of: record) == checksum
    }

    var byteCount: Int64 {
        Int64(
            RecordFrames.frameLength(
                key: record.key.count,
                headers: record.headers.count,
                value: record.value?.count ?? 0
            )
        )
    }

    /// FNV-1a, 64 bits: it has to notice a flipped byte, no more.
    ///
    /// Source: http://www.isthe.com/chongo/tech/comp/fnv/.
    private static func checksum(of record: LogRecord) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for bytes in [record.key, record.headers, record.value ?? []] {
            for byte in bytes {
                hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
            }
        }
        return hash
    }
}
