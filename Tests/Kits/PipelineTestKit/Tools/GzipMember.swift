import CZlib

/// Makes gzip bodies as clients send them; nothing of the product compresses with it.
package enum GzipMember {
    /// Returns one member of the gzip format that holds the bytes.
    package static func of(_ bytes: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        // 31: the largest window, 15, and 16 for gzip's header (zlib manual, deflateInit2).
        deflateInit2_(
            &stream,
            6,
            Z_DEFLATED,
            31,
            8,
            Z_DEFAULT_STRATEGY,
            ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)
        )
        defer { deflateEnd(&stream) }
        var out = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))) + 32)
        var input = bytes
        input.withUnsafeMutableBufferPointer { input in
            out.withUnsafeMutableBufferPointer { out in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = out.baseAddress
                stream.avail_out = UInt32(out.count)
                deflate(&stream, Z_FINISH)
            }
        }
        return Array(out[..<Int(stream.total_out)])
    }
}
