import CZlib

/// A reusable zlib state that decompresses gzip; used by one thread at a time.
///
/// Nothing is written beyond the buffer that the caller gives. Members that follow each other are one message, as RFC
/// 1952 (2.2) says; bytes after the last member that are none are damage.
///
/// Source: RFC 1952; https://zlib.net/manual.html.
package final class GzipDecompressor {
    /// Window bits for gzip alone, with the largest window (zlib.h, inflateInit2).
    private static let windowBits: Int32 = 15 + 16

    private let stream: UnsafeMutablePointer<z_stream>

    /// Makes a state; it owns its window of 32 KiB until it is released.
    ///
    /// - Throws: ``CompressionError`` with `noMemory`.
    package init() throws(CompressionError) {
        // On the heap, for zlib keeps a pointer back to it.
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        guard inflateInit2_(stream, Self.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            stream.deallocate()
            throw CompressionError(code: .noMemory, action: "creating a gzip state", message: "no memory is left")
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Writes the message of one or more whole members.
    ///
    /// - Parameters:
    ///   - bytes: What a compressor made; below 4 GiB.
    ///   - out: Where to; its size is the limit, below 4 GiB.
    /// - Returns: How many bytes of `out` are the message.
    /// - Throws: ``CompressionError`` with `damaged`, or `tooLarge` when the message does not fit.
    package func decompress(
        _ bytes: UnsafeRawBufferPointer,
        into out: UnsafeMutableRawBufferPointer
    ) throws(CompressionError) -> Int {
        guard let input = UInt32(exactly: bytes.count), let room = UInt32(exactly: out.count) else {
            throw failure(.tooLarge, bytes.count, "more than 4 GiB at once")
        }
        // zlib takes a mutable pointer and does not write through it.
        stream.pointee.next_in = UnsafeMutablePointer(
            mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
        )
        stream.pointee.avail_in = input
        stream.pointee.next_out = out.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = room
        defer {
            stream.pointee.next_in = nil
            stream.pointee.next_out = nil
        }
        repeat {
            inflateReset(stream)
            try inflateMember(bytes.count)
        } while stream.pointee.avail_in > 0
        return out.count - Int(stream.pointee.avail_out)
    }

    private func inflateMember(_ byteCount: Int) throws(CompressionError) {
        switch inflate(stream, Z_FINISH) {
        case Z_STREAM_END: return
        case Z_MEM_ERROR: throw failure(.noMemory, byteCount, "no memory is left")
        case Z_BUF_ERROR, Z_OK:
            // It wants to go on: for lack of room, unless everything was read.
            if stream.pointee.avail_out == 0 {
                throw failure(.tooLarge, byteCount, "the message is larger than the limit")
            }
            throw failure(.damaged, byteCount, "the gzip member ends too soon")
        default:
            let message = stream.pointee.msg.map { String(cString: $0) } ?? "not a gzip member"
            throw failure(.damaged, byteCount, message)
        }
    }

    private func failure(_ code: CompressionError.Code, _ byteCount: Int, _ message: String) -> CompressionError {
        CompressionError(code: code, action: "decompressing \(byteCount) bytes of gzip", message: message)
    }
}
