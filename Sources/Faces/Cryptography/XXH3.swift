import CXXHash

/// The 64-bit XXH3 checksum; it finds accidents (flipped and torn bytes), not attackers.
///
/// Source: https://github.com/Cyan4973/xxHash/blob/release/doc/xxhash_spec.md.
package enum XXH3 {
    /// Returns the checksum of the bytes.
    ///
    /// - Parameters:
    ///   - bytes: What to check; may be empty.
    ///   - seed: Another seed gives another checksum, which ties the bytes to where they belong.
    /// - Returns: All 64 bits.
    @inline(__always)
    package static func checksum(of bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) -> UInt64 {
        XXH3_64bits_withSeed(bytes.baseAddress, bytes.count, seed)
    }

    /// Returns the checksum of the bytes of an array.
    package static func checksum(of bytes: [UInt8], seed: UInt64 = 0) -> UInt64 {
        bytes.withUnsafeBytes { checksum(of: $0, seed: seed) }
    }
}
