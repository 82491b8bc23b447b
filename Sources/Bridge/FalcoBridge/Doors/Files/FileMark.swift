/// A hash of the bytes before a place, to find out whether a file still has them: FNV-1a, 64 bits, of at most 256
/// bytes.
///
/// Falco's lines end with a time in nanoseconds, so two files that agree there are copies of each other. Source of the
/// function: RFC 9923, section 5.
enum FileMark {
    /// The most bytes that a mark is made of.
    static let length = 256

    /// The mark of the bytes before a place; never 0, and 0 when there are none.
    static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        guard !bytes.isEmpty else {
            return 0
        }
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes.suffix(length) {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        return max(1, hash)
    }
}
