import CCrypto

/// SHA-256 of a message that comes in parts, as a value: a copy continues independently.
///
/// Source: FIPS 180-4, section 6.2.
package struct SHA256Stream: Sendable {
    private var context = SHA256_CTX()

    package init() {
        SHA256_Init(&context)
    }

    /// Appends bytes to the message.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        SHA256_Update(&context, bytes.baseAddress, bytes.count)
    }

    /// Appends the bytes of an array to the message.
    package mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// Returns the digest of the bytes so far; more may follow.
    package func digest() -> SHA256Digest {
        var context = context
        var digest = SHA256Digest()
        withUnsafeMutableBytes(of: &digest.words) { out in
            _ = SHA256_Final(out.baseAddress?.assumingMemoryBound(to: UInt8.self), &context)
        }
        return digest
    }
}
