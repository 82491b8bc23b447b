import Cryptography

/// 128 bits that stand for a record's key, so that what compaction remembers of a key has a fixed size.
///
/// Two keys of one partition with equal digests would lose a record: for a million keys the chance is below 2^-88.
struct KeyDigest: Hashable {
    private let low: UInt64
    private let high: UInt64

    init(_ key: UnsafeRawBufferPointer) {
        low = XXH3.checksum(of: key, seed: 0)
        high = XXH3.checksum(of: key, seed: 0x9E37_79B9_7F4A_7C15)
    }
}
