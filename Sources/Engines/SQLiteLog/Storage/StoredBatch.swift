import Compression
import Cryptography
import Database
import LogPort

/// One row of the batches, not yet trusted.
struct StoredBatch: Sendable {
    let head: BatchHead
    /// Largest timestamp of the partition up to here.
    let maxTime: Int64
    let checksum: UInt64
    let bytes: [UInt8]

    /// Checks the bytes against their checksum and gives back the frames.
    ///
    /// - Parameters:
    ///   - partition: What the row is expected to belong to.
    ///   - seed: The partition's seed, see ``PartitionState/seed``.
    ///   - decompressor: The calling thread's.
    /// - Returns: Frames that are as they were written.
    /// - Throws: ``LogError`` with `corrupt` and the batch's coordinates.
    func frames(
        of partition: TopicPartition,
        seed: UInt64,
        with decompressor: ZstdDecompressor
    ) throws(LogError) -> RecordFrames {
        guard head.checksum(content: XXH3.checksum(of: bytes), seed: seed) == checksum else {
            throw .damaged(head.offsets, of: partition, "its checksum does not match")
        }
        guard let codec = BatchCodec(rawValue: head.codec), (0...BatchEncoder.maximumBytes).contains(head.rawSize)
        else {
            throw .damaged(head.offsets, of: partition, "its codec or size is unknown")
        }
        let raw: [UInt8]
        switch codec {
        case .plain: raw = bytes
        case .zstd:
            do throws(CompressionError) {
                raw = try decompressor.decompress(bytes, size: head.rawSize)
            } catch {
                throw .damaged(head.offsets, of: partition, error.description)
            }
        }
        return RecordFrames(
            bytes: raw,
            count: head.count,
            offsetSpan: head.span,
            firstTimestampMilliseconds: head.firstTime,
            lastTimestampMilliseconds: head.lastTime
        )
    }
}

/// How the bytes of a stored batch are written.
enum BatchCodec: Int64, Sendable {
    /// The frames as they are.
    case plain = 0
    /// One zstd frame.
    case zstd = 1
}

extension StoredBatch {
    /// Reads the current row of a statement over all columns.
    init(_ row: Statement) {
        let head = BatchHead(
            key: BatchKey(rawValue: row.integer(0)),
            span: row.integer(1),
            count: Int(row.integer(2)),
            firstTime: row.integer(3),
            lastTime: row.integer(4),
            codec: row.integer(6),
            rawSize: Int(row.integer(7))
        )
        let checksum = UInt64(bitPattern: row.integer(8))
        self.init(head: head, maxTime: row.integer(5), checksum: checksum, bytes: row.bytes(9))
    }
}
