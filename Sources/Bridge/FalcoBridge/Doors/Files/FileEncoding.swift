import Compression
import EventModel

/// How the bytes of a file that is read once become lines of UTF-8.
enum FileEncoding: Equatable {
    /// As they are.
    case plain
    /// `.gz`.
    case gzip
    /// `.zst`.
    case zstd
    /// UTF-16 with a byte order mark, as Windows PowerShell writes it.
    case utf16

    /// Recognizes a file by its first bytes, whatever its name says.
    init(magic bytes: UnsafeRawBufferPointer) {
        switch StreamDecompressor.Format(magic: bytes) {
        case .gzip: self = .gzip
        case .zstd: self = .zstd
        case nil:
            self = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) ? .utf16 : .plain
        }
    }
}

/// Turns the bytes of an encoded file into UTF-8, as they are read; a compressed file may hold UTF-16.
final class FileDecoder {
    private let decompressor: StreamDecompressor?
    private var text = UTF16Text()

    /// Makes a decoder.
    ///
    /// - Throws: ``CompressionError`` with `noMemory`.
    init(_ encoding: FileEncoding) throws(CompressionError) {
        switch encoding {
        case .gzip: decompressor = try StreamDecompressor(.gzip)
        case .zstd: decompressor = try StreamDecompressor(.zstd)
        case .plain, .utf16: decompressor = nil
        }
    }

    /// Whether what was fed so far is a whole file.
    var isWhole: Bool { decompressor?.isWhole ?? true }

    /// Takes the next bytes of the file and returns the text that they become.
    func feed(_ bytes: UnsafeRawBufferPointer) throws(CompressionError) -> [UInt8] {
        var decoded: [UInt8] = []
        guard let decompressor else { return text.utf8(bytes) }
        try decompressor.feed(bytes) { decoded += text.utf8($0) }
        return decoded
    }
}

/// Turns UTF-16 into UTF-8 a piece at a time; what has no byte order mark stays as it is.
private struct UTF16Text {
    private var isLittle: Bool?
    private var hasBegun = false
    /// A byte, or a unit that is half of a pair, that waits for its other half.
    private var rest: [UInt8] = []

    mutating func utf8(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        if !hasBegun, !bytes.isEmpty {
            hasBegun = true
            isLittle = bytes.starts(with: [0xFF, 0xFE]) ? true : bytes.starts(with: [0xFE, 0xFF]) ? false : nil
            if isLittle != nil { return utf8(UnsafeRawBufferPointer(rebasing: bytes[2...])) }
        }
        guard let isLittle else { return Array(bytes) }
        let all = rest + bytes
        var units: [UInt16] = []
        units.reserveCapacity(all.count / 2)
        for index in stride(from: 0, to: all.count - 1, by: 2) {
            let (one, other) = (UInt16(all[index]), UInt16(all[index + 1]))
            units.append(isLittle ? one | other << 8 : one << 8 | other)
        }
        var kept = units.count
        if let last = units.last, 0xD800..<0xDC00 ~= last { kept -= 1 }
        rest = Array(all[(kept * 2)...])
        return Array(String(decoding: units[..<kept], as: UTF16.self).utf8)
    }
}
