/// The 32 bytes of a SHA-256 digest.
package struct SHA256Digest: Sendable, Hashable, CustomStringConvertible {
    /// How many bytes a digest has.
    package static let byteCount = 32

    /// The bytes in their order in memory, eight a word; not numbers to calculate with.
    package var words: (UInt64, UInt64, UInt64, UInt64)

    /// Makes the digest of 32 zero bytes, to be filled.
    package init() {
        words = (0, 0, 0, 0)
    }

    /// Calls the body with the 32 bytes; they must not escape from it.
    package func withBytes<Value, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        try withUnsafeBytes(of: words, body)
    }

    /// The digest as an array of 32 bytes.
    package var bytes: [UInt8] {
        withBytes { Array($0) }
    }

    /// The digest as 64 lowercase hexadecimal digits.
    package var hex: String {
        withBytes { Hex.string(of: $0) }
    }

    package var description: String { hex }

    package static func == (one: SHA256Digest, other: SHA256Digest) -> Bool {
        one.words == other.words
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
    }
}
