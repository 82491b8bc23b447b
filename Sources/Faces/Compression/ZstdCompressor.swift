import CZstd

/// A reusable zstd context that compresses; used by one thread at a time.
///
/// It owns its tables (about 1 MiB at level 1) until it is released.
///
/// Source: https://facebook.github.io/zstd/zstd_manual.html.
package final class ZstdCompressor {
    /// Levels that the library knows: negative ones are faster and weaker, 0 stands for 3.
    package static let levels = -100...19

    private let context: OpaquePointer

    /// Makes a context.
    ///
    /// - Parameter level: One of ``levels``.
    /// - Throws: ``CompressionError`` with `noMemory`.
    package init(level: Int) throws(CompressionError) {
        precondition(Self.levels.contains(level), "zstd levels are \(Self.levels)")
        guard let context = ZSTD_createCCtx() else {
            throw CompressionError(code: .noMemory, action: "creating a zstd context", message: "no memory is left")
        }
        self.context = context
        ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Int32(level))
    }

    deinit {
        ZSTD_freeCCtx(context)
    }

    /// Returns how many bytes the frame of a message of this size has at most.
    package static func bound(of byteCount: Int) -> Int {
        ZSTD_compressBound(byteCount)
    }

    /// Writes one whole frame, its content size in its header.
    ///
    /// - Parameters:
    ///   - bytes: The message.
    ///   - out: Where to; `bound(of:)` bytes always do.
    /// - Returns: How many bytes of `out` are the frame.
    /// - Throws: ``CompressionError`` with `tooLarge` when `out` is too small.
    package func compress(
        _ bytes: UnsafeRawBufferPointer,
        into out: UnsafeMutableRawBufferPointer
    ) throws(CompressionError) -> Int {
        let size = ZSTD_compress2(context, out.baseAddress, out.count, bytes.baseAddress, bytes.count)
        guard ZSTD_isError(size) == 0 else {
            let code: CompressionError.Code =
                ZSTD_getErrorCode(size) == ZSTD_error_dstSize_tooSmall ? .tooLarge : .noMemory
            throw CompressionError(
                code: code,
                action: "compressing \(bytes.count) bytes",
                message: String(cString: ZSTD_getErrorName(size))
            )
        }
        return size
    }

    /// Returns one whole frame.
    ///
    /// - Throws: ``CompressionError`` with `noMemory`.
    package func compress(_ bytes: [UInt8]) throws(CompressionError) -> [UInt8] {
        var out = [UInt8](repeating: 0, count: Self.bound(of: bytes.count))
        let size: Result<Int, CompressionError> = out.withUnsafeMutableBytes { target in
            bytes.withUnsafeBytes { source in
                Result { () throws(CompressionError) in try compress(source, into: target) }
            }
        }
        out.removeSubrange(try size.get()...)
        return out
    }
}
