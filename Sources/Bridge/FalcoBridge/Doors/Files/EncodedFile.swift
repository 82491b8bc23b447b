import Compression

/// Reads a compressed or UTF-16 file once; its positions count the bytes of the decoded text.
///
/// A second run decodes from the start again and leaves out what is kept, as long as it is the same file, unchanged.
final class EncodedFile {
    private let file: OpenFile
    private let decoder: FileDecoder
    private var lines = LineReader()
    private var chunk: [UInt8]
    private var offset: UInt64 = 0
    /// Decoded bytes that need not be read again.
    private var skipped: UInt64
    private var isAtEnd = false

    /// Opens a file when it is encoded; nil when it is plain.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - place: Where to go on; nil begins at the start.
    ///   - chunkBytes: Bytes of the file that are read at once.
    /// - Throws: ``BridgeError`` when it cannot be read.
    init?(_ path: String, from place: FilePosition?, chunkBytes: Int) throws(BridgeError) {
        guard let file = try OpenFile.open(path) else { return nil }
        chunk = [UInt8](repeating: 0, count: max(chunkBytes, 16))
        let count = try file.read(into: &chunk, at: 0)
        let encoding = chunk.withUnsafeBytes { FileEncoding(magic: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        guard encoding != .plain else { return nil }
        self.file = file
        do throws(CompressionError) {
            decoder = try FileDecoder(encoding)
        } catch {
            throw Self.failure(path, error.message)
        }
        let isSame =
            place.map { file.isFile(of: $0) && $0.modifiedNanoseconds == file.status.modifiedNanoseconds } ?? false
        skipped = isSame ? place?.offset ?? 0 : 0
        lines = LineReader(position: skipped)
    }

    /// Reads on until there are whole lines; nil at the end.
    ///
    /// - Throws: ``BridgeError`` when the file is damaged: what stands before is handed out first.
    func next() throws(BridgeError) -> (block: LineBlock, position: FilePosition)? {
        while !isAtEnd {
            let count = try file.read(into: &chunk, at: offset)
            guard count > 0 else {
                isAtEnd = true
                if let rest = lines.finish() { return (rest, position(at: rest.consumedBytes)) }
                break
            }
            offset += UInt64(count)
            var decoded: [UInt8]
            do throws(CompressionError) {
                decoded = try feed(count)
            } catch {
                throw Self.failure(file.path, "\(error.message), at about byte \(offset) of the file")
            }
            let left = Int(min(skipped, UInt64(decoded.count)))
            skipped -= UInt64(left)
            decoded.removeFirst(left)
            if let block = decoded.withUnsafeBytes({ lines.feed($0) }) {
                return (block, position(at: block.consumedBytes))
            }
        }
        guard decoder.isWhole else {
            throw Self.failure(file.path, "the compressed data ends too soon")
        }
        return nil
    }

    private func feed(_ count: Int) throws(CompressionError) -> [UInt8] {
        var outcome: Result<[UInt8], CompressionError>?
        chunk.withUnsafeBytes { bytes in
            do throws(CompressionError) {
                outcome = .success(try decoder.feed(UnsafeRawBufferPointer(rebasing: bytes[..<count])))
            } catch {
                outcome = .failure(error)
            }
        }
        guard let outcome else { preconditionFailure("the body of withUnsafeBytes runs") }
        return try outcome.get()
    }

    private func position(at decoded: UInt64) -> FilePosition {
        FilePosition(
            device: file.device,
            inode: file.inode,
            offset: decoded,
            mark: 0,
            modifiedNanoseconds: file.status.modifiedNanoseconds
        )
    }

    private static func failure(_ path: String, _ reason: String) -> BridgeError {
        BridgeError(
            code: .unreadable,
            action: "decoding \(path)",
            message: reason,
            remedy: "what stands before it is imported; get a whole copy of the file and import that"
        )
    }
}
