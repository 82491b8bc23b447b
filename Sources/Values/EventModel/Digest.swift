package import JSONText

/// A SHA-256 digest: 32 bytes, written as 64 lowercase hexadecimal digits.
package struct Digest: Hashable, Sendable, CustomStringConvertible {
    /// The number of bytes.
    package static let byteCount = 32

    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// Takes the bytes of a digest.
    ///
    /// - Parameter bytes: Exactly 32 bytes.
    package init(_ bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count == Self.byteCount, "a SHA-256 digest has 32 bytes")
        words = (
            bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
            bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
            bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self),
            bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
        )
    }

    /// Takes the bytes of a digest.
    ///
    /// - Parameter bytes: Exactly 32 bytes.
    package init(_ bytes: [UInt8]) {
        self = bytes.withUnsafeBytes { Digest($0) }
    }

    /// Reads 64 hexadecimal digits of either case; nil for anything else.
    package init?(hex: UnsafeRawBufferPointer) {
        guard hex.count == 2 * Self.byteCount else { return nil }
        let bytes = withUnsafeTemporaryAllocation(byteCount: Self.byteCount, alignment: 8) { room -> Digest? in
            Hexadecimal.read(hex, into: room) ? Digest(UnsafeRawBufferPointer(room)) : nil
        }
        guard let bytes else { return nil }
        self = bytes
    }

    /// Reads 64 hexadecimal digits of either case; nil for anything else.
    package init?(hex: String) {
        var hex = hex
        guard let digest = hex.withUTF8({ Digest(hex: UnsafeRawBufferPointer($0)) }) else { return nil }
        self = digest
    }

    /// Hands the 32 bytes to the body, which must not let them escape.
    package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        withUnsafeBytes(of: words, body)
    }

    /// The id of the event whose received bytes have this digest.
    package var eventID: EventID {
        withBytes { EventID(UnsafeRawBufferPointer(rebasing: $0[..<EventID.byteCount])) }
    }

    /// 64 lowercase hexadecimal digits.
    package var description: String { withBytes { Hexadecimal.string(of: $0) } }

    package static func == (left: Digest, right: Digest) -> Bool {
        left.words.0 == right.words.0 && left.words.1 == right.words.1
            && left.words.2 == right.words.2 && left.words.3 == right.words.3
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
    }
}

extension JSONWriter {
    /// Writes a digest as 64 hexadecimal digits.
    package mutating func digest(_ digest: Digest) {
        plainString(atMost: 2 * Digest.byteCount) { out in
            digest.withBytes { Hexadecimal.write($0, to: out) }
        }
    }
}
