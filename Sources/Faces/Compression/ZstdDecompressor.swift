import CZstd

/// A reusable zstd context that decompresses; used by one thread at a time.
///
/// Nothing is written beyond the buffer or the limit that the caller gives, whatever a frame claims.
///
/// Source: https://facebook.github.io/zstd/zstd_manual.html.
package final class ZstdDecompressor {
    private let context: OpaquePointer

    /// Makes a context.
    ///
    /// - Throws: ``CompressionError`` with `noMemory`.
    package init() throws(CompressionError) {
        guard let context = ZSTD_createDCtx() else {
            throw CompressionError(code: .noMemory, action: "creating a zstd context", message: "no memory is left")
        }
        self.context = context
    }

    deinit {
        ZSTD_freeDCtx(context)
    }

    /// Returns the size of the message as the frame's header tells it, nil when the header does not.
    package static func messageSize(of frame: UnsafeRawBufferPointer) -> Int? {
        // The header's two last values stand for "unknown" and "not a frame" (zstd.h, ZSTD_CONTENTSIZE_ERROR).
        let size = ZSTD_getFrameContentSize(frame.baseAddress, frame.count)
        return size < UInt64(Int.max) ? Int(size) : nil
    }

    /// Writes the message of a whole frame.
    ///
    /// - Parameters:
    ///   - frame: What a compressor made.
    ///   - out: Where to; its size is the limit.
    /// - Returns: How many bytes of `out` are the message.
    /// - Throws: ``CompressionError`` with `damaged`, or `tooLarge` when the message does not fit.
    package func decompress(
        _ frame: UnsafeRawBufferPointer,
        into out: UnsafeMutableRawBufferPointer
    ) throws(CompressionError) -> Int {
        let size = ZSTD_decompressDCtx(context, out.baseAddress, out.count, frame.baseAddress, frame.count)
        guard ZSTD_isError(size) == 0 else {
            let code: CompressionError.Code =
                ZSTD_getErrorCode(size) == ZSTD_error_dstSize_tooSmall ? .tooLarge : .damaged
            throw CompressionError(
                code: code,
                action: "decompressing \(frame.count) bytes",
                message: String(cString: ZSTD_getErrorName(size))
            )
        }
        return size
    }

    /// Returns the message of a whole frame.
    ///
    /// - Parameters:
    ///   - frame: What a compressor made, with its content size in the header.
    ///   - limit: How many bytes the message may have; a frame that claims more is refused before memory is taken.
    /// - Returns: The message.
    /// - Throws: ``CompressionError`` with `damaged` or `tooLarge`.
    package func decompress(_ frame: [UInt8], limit: Int) throws(CompressionError) -> [UInt8] {
        let action = "decompressing \(frame.count) bytes"
        guard let size = frame.withUnsafeBytes({ Self.messageSize(of: $0) }) else {
            throw CompressionError(code: .damaged, action: action, message: "this is not a zstd frame with its size")
        }
        guard size <= limit else {
            let message = "the message claims \(size) bytes, the limit is \(limit)"
            throw CompressionError(code: .tooLarge, action: action, message: message)
        }
        var out = [UInt8](repeating: 0, count: size)
        let written: Result<Int, CompressionError> = out.withUnsafeMutableBytes { target in
            frame.withUnsafeBytes { source in
                Result { () throws(CompressionError) in try decompress(source, into: target) }
            }
        }
        out.removeSubrange(try written.get()...)
        return out
    }

    /// Returns the message of a whole frame, whose size is known from elsewhere.
    ///
    /// - Parameters:
    ///   - frame: What a compressor made.
    ///   - size: Exactly how many bytes the message has.
    /// - Returns: The message.
    /// - Throws: ``CompressionError`` with `damaged` or `tooLarge`; a shorter message is damaged.
    package func decompress(_ frame: [UInt8], size: Int) throws(CompressionError) -> [UInt8] {
        var outcome = Result<Int, CompressionError>.success(0)
        let message = [UInt8](unsafeUninitializedCapacity: size) { target, count in
            let out = UnsafeMutableRawBufferPointer(target)
            outcome = frame.withUnsafeBytes { source in
                Result { () throws(CompressionError) in
                    try decompress(source, into: UnsafeMutableRawBufferPointer(rebasing: out[..<size]))
                }
            }
            count = (try? outcome.get()) ?? 0
        }
        guard try outcome.get() == size else {
            let text = "the message has \(message.count) bytes, expected were \(size)"
            throw CompressionError(code: .damaged, action: "decompressing \(frame.count) bytes", message: text)
        }
        return message
    }
}
