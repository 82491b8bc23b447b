import CCrypto

/// HMAC with SHA-256: a digest that only an owner of the key can make.
///
/// Source: RFC 2104, FIPS 198-1; https://www.openssl.org/docs/man3.0/man3/HMAC.html.
package enum HMACSHA256 {
    /// Returns the 32 bytes for a message.
    ///
    /// - Parameters:
    ///   - message: Any bytes.
    ///   - key: The key, of any length that fits an Int32; keys of 32 bytes and more are as strong as the digest.
    /// - Returns: 32 bytes.
    package static func authenticationCode(of message: [UInt8], key: [UInt8]) -> [UInt8] {
        precondition(key.count <= Int(Int32.max), "OpenSSL counts a key's bytes in an Int32")
        var code = [UInt8](repeating: 0, count: SHA256Digest.byteCount)
        var length: UInt32 = 0
        // OpenSSL takes no address for an empty key as "the key of the call before".
        let keyBytes = key.isEmpty ? [0] : key
        let made = HMAC(EVP_sha256(), keyBytes, Int32(key.count), message, message.count, &code, &length)
        precondition(made != nil && length == 32, "OpenSSL has SHA-256")
        return code
    }
}
