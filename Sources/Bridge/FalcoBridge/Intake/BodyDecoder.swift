import Compression

/// Undoes the content encoding of bodies; one thread uses it.
///
/// It allocates room for one body of the limit at the first encoded body.
final class BodyDecoder {
    private let limit: Int
    private var room: UnsafeMutableRawBufferPointer?
    private var gzip: GzipDecompressor?
    private var zstd: ZstdDecompressor?

    /// Prepares it.
    ///
    /// - Parameter limit: The most bytes of a decoded body; a larger one is `tooLarge`, whatever size it claims.
    init(limit: Int) {
        self.limit = limit
    }

    deinit {
        room?.deallocate()
    }

    /// Hands the decoded body to the caller, who must not let it escape.
    func withBody<Result>(
        _ body: UnsafeRawBufferPointer,
        encoding: ExchangeForm,
        _ read: (UnsafeRawBufferPointer) -> Result
    ) throws(CompressionError) -> Result {
        let size: Int
        let out = room ?? .allocate(byteCount: limit, alignment: 64)
        room = out
        switch encoding {
        case .gzip:
            if gzip == nil {
                gzip = try GzipDecompressor()
            }
            size = try gzip?.decompress(body, into: out) ?? 0
        case .zstd:
            if zstd == nil {
                zstd = try ZstdDecompressor()
            }
            size = try zstd?.decompress(body, into: out) ?? 0
        case .plain, .unknownEncoding, .overflow, .test:
            preconditionFailure("only an encoded body is decoded")
        }
        return read(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(out)[..<size]))
    }
}
