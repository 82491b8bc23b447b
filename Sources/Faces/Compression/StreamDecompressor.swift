import CZlib
import CZstd

/// Decompresses gzip or zstd as it arrives, a chunk at a time; used by one thread at a time.
///
/// It holds one chunk of `chunkBytes` and the library's window, whatever the data claims to become. Members or frames
/// that follow each other are one message.
///
/// Source: RFC 1952; RFC 8878; zlib.h and zstd.h.
package final class StreamDecompressor {
    /// How the data is compressed.
    package enum Format: Sendable {
        case gzip
        case zstd

        /// Recognizes the first bytes of data; nil when it is neither.
        package init?(magic bytes: UnsafeRawBufferPointer) {
            if bytes.starts(with: [0x1F, 0x8B]) {
                self = .gzip
            } else if bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
                self = .zstd
            } else {
                return nil
            }
        }
    }

    /// Bytes that come out at once, at most.
    package static let chunkBytes = 256 << 10

    private let format: Format
    private let inflating: UnsafeMutablePointer<z_stream>
    private let decoding: OpaquePointer?
    private var chunk = [UInt8](repeating: 0, count: chunkBytes)
    /// Whether the data so far ends with a whole member or frame.
    package private(set) var isWhole = false

    /// Makes a state.
    ///
    /// - Throws: ``CompressionError`` with `noMemory`.
    package init(_ format: Format) throws(CompressionError) {
        self.format = format
        inflating = .allocate(capacity: 1)
        inflating.initialize(to: z_stream())
        decoding = format == .zstd ? ZSTD_createDStream() : nil
        // 16 above the window bits: gzip alone (zlib.h, inflateInit2).
        let size = Int32(MemoryLayout<z_stream>.size)
        let isMade =
            format == .zstd ? decoding != nil : inflateInit2_(inflating, 15 + 16, ZLIB_VERSION, size) == Z_OK
        guard isMade else {
            inflating.deallocate()
            throw CompressionError(code: .noMemory, action: "creating a state", message: "no memory is left")
        }
    }

    deinit {
        if format == .gzip {
            inflateEnd(inflating)
        }
        inflating.deallocate()
        ZSTD_freeDStream(decoding)
    }

    /// Takes the next bytes and hands out what they become, in chunks that must not escape.
    ///
    /// - Throws: ``CompressionError`` with `damaged` or `noMemory`, or what the body throws.
    package func feed(
        _ bytes: UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer) -> Void
    ) throws(CompressionError) {
        guard !bytes.isEmpty else { return }
        switch format {
        case .gzip: try inflate(bytes, body)
        case .zstd: try decode(bytes, body)
        }
    }

    private func inflate(
        _ bytes: UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer) -> Void
    ) throws(CompressionError) {
        inflating.pointee.next_in = UnsafeMutablePointer(
            mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
        )
        inflating.pointee.avail_in = UInt32(bytes.count)
        repeat {
            if isWhole, inflating.pointee.avail_in > 0 {
                // Another member, or zeros that pad a tape's or a disk's block.
                guard inflating.pointee.next_in.pointee != 0 else { return }
                inflateReset(inflating)
                isWhole = false
            }
            var status = Z_OK
            let count = chunk.withUnsafeMutableBytes { out in
                inflating.pointee.next_out = out.baseAddress?.assumingMemoryBound(to: UInt8.self)
                inflating.pointee.avail_out = UInt32(out.count)
                status = CZlib.inflate(inflating, Z_NO_FLUSH)
                return out.count - Int(inflating.pointee.avail_out)
            }
            handOut(count, body)
            switch status {
            case Z_STREAM_END: isWhole = true
            case Z_OK, Z_BUF_ERROR: break
            case Z_MEM_ERROR: throw failure(.noMemory, "no memory is left")
            default: throw failure(.damaged, inflating.pointee.msg.map { String(cString: $0) } ?? "not gzip")
            }
            if status == Z_BUF_ERROR, count == 0 { return }
        } while inflating.pointee.avail_in > 0 || inflating.pointee.avail_out == 0
    }

    private func decode(
        _ bytes: UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer) -> Void
    ) throws(CompressionError) {
        var input = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
        var isFull = false
        while input.pos < input.size || isFull {
            var result = 0
            let count = chunk.withUnsafeMutableBytes { out in
                var output = ZSTD_outBuffer(dst: out.baseAddress, size: out.count, pos: 0)
                result = ZSTD_decompressStream(decoding, &output, &input)
                isFull = output.pos == output.size
                return output.pos
            }
            handOut(count, body)
            guard ZSTD_isError(result) == 0 else {
                throw failure(.damaged, String(cString: ZSTD_getErrorName(result)))
            }
            isWhole = result == 0
        }
    }

    private func handOut(_ count: Int, _ body: (UnsafeRawBufferPointer) -> Void) {
        guard count > 0 else { return }
        chunk.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }

    private func failure(_ code: CompressionError.Code, _ message: String) -> CompressionError {
        CompressionError(code: code, action: "decompressing a stream", message: message)
    }
}
