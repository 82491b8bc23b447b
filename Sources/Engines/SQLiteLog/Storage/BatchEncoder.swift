import Compression
import Cryptography
import LogPort

/// Compresses and checksums batches for one submitter; used by one thread at a time.
final class BatchEncoder {
    /// Bytes of frames that one batch may have, before compression; a larger one is refused.
    static let maximumBytes = 64 << 20

    private let compressor: ZstdCompressor
    private var scratch = UnsafeMutableRawBufferPointer(start: nil, count: 0)

    /// Makes an encoder.
    ///
    /// - Throws: ``LogError`` with `unavailable` when the library has no memory.
    init(level: Int) throws(LogError) {
        do throws(CompressionError) {
            compressor = try ZstdCompressor(level: level)
        } catch {
            throw LogError(.unavailable, action: error.action, message: error.message, remedy: .retry)
        }
    }

    deinit {
        scratch.deallocate()
    }

    /// Makes of frames what will be stored.
    ///
    /// - Parameters:
    ///   - frames: At least one record.
    ///   - partition: The partition's number in the log.
    ///   - target: The partition's name, for the error.
    /// - Returns: The batch, compressed where that saves at least an eighth.
    /// - Throws: ``LogError`` with `unusable` when the frames have more than ``maximumBytes``.
    func encode(_ frames: RecordFrames, for partition: Int, _ target: TopicPartition) throws(LogError) -> EncodedBatch {
        let count = frames.bytes.count
        guard count <= Self.maximumBytes, frames.count > 0 else {
            throw LogError(
                .unusable,
                action: "appending to \(target)",
                message: "a batch has 1 to \(Self.maximumBytes) bytes, this one \(count); commit smaller batches",
                remedy: .stop
            )
        }
        let bound = ZstdCompressor.bound(of: count)
        if scratch.count < bound || scratch.count > 8 * bound + 1 << 20 {
            scratch.deallocate()
            scratch = .allocate(byteCount: bound, alignment: 16)
        }
        let scratch = scratch
        let size = frames.bytes.withUnsafeBytes { bytes in
            // An error here means that the result would not be smaller: it is stored as it is.
            (try? compressor.compress(bytes, into: scratch)) ?? count
        }
        guard size <= count - count / 8 else {
            let content = XXH3.checksum(of: frames.bytes)
            return EncodedBatch(partition: partition, frames: frames, codec: .plain, compressed: nil, content: content)
        }
        let compressed = UnsafeRawBufferPointer(rebasing: scratch[..<size])
        return EncodedBatch(
            partition: partition,
            frames: frames,
            codec: .zstd,
            compressed: Array(compressed),
            content: XXH3.checksum(of: compressed)
        )
    }
}

/// A batch as it will be stored, made by the thread that submits it; its offsets are not known yet.
struct EncodedBatch: Sendable {
    /// The partition's number in the log.
    let partition: Int
    let frames: RecordFrames
    /// The offset that its first record has to get; nil takes any.
    var expectedBase: Int64?
    let codec: BatchCodec
    /// The bytes to store; nil stores the frames as they are.
    let compressed: [UInt8]?
    /// Checksum of the stored bytes alone.
    let content: UInt64

    var storedBytes: [UInt8] { compressed ?? frames.bytes }
}
