import CCrypto

/// SHA-256 of a message in one call, without an allocation.
///
/// OpenSSL picks the processor's SHA instructions at run time.
///
/// Source: FIPS 180-4, section 6.2; https://www.openssl.org/docs/man3.0/man3/SHA256_Init.html.
package enum SHA256 {
    /// Returns the digest of the bytes; an empty buffer is a message too.
    @inline(__always)
    package static func digest(of bytes: UnsafeRawBufferPointer) -> SHA256Digest {
        var context = SHA256_CTX()
        var digest = SHA256Digest()
        SHA256_Init(&context)
        SHA256_Update(&context, bytes.baseAddress, bytes.count)
        withUnsafeMutableBytes(of: &digest.words) { out in
            _ = SHA256_Final(out.baseAddress?.assumingMemoryBound(to: UInt8.self), &context)
        }
        return digest
    }

    /// Returns the digest of the bytes of an array.
    package static func digest(of bytes: [UInt8]) -> SHA256Digest {
        bytes.withUnsafeBytes { digest(of: $0) }
    }

    /// Returns the digest of a text's UTF-8 bytes.
    package static func digest(of text: String) -> SHA256Digest {
        var text = text
        return text.withUTF8 { digest(of: UnsafeRawBufferPointer($0)) }
    }
}
