import Compression
import Cryptography
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
