import Compression
import LogPort

/// Turns stored batches of one partition back into frames; used by one thread at a time.
final class BatchDecoder {
    private let decompressor: ZstdDecompressor

    /// Makes a decoder.
    ///
    /// - Throws: ``LogError`` with `unavailable` when the library has no memory.
    init() throws(LogError) {
        do throws(CompressionError) {
            decompressor = try ZstdDecompressor()
        } catch {
            throw LogError(.unavailable, action: error.action, message: error.message, remedy: .retry)
        }
    }

    /// Checks and decompresses a batch.
    ///
    /// - Throws: ``LogError`` with `corrupt` and the batch's coordinates.
    func batch(_ row: StoredBatch, of partition: TopicPartition, seed: UInt64) throws(LogError) -> RecordBatch {
        let frames = try row.frames(of: partition, seed: seed, with: decompressor)
        return RecordBatch(source: partition, frames: frames, baseOffset: row.head.key.offset)
    }
}
