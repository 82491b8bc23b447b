import Cryptography

/// Everything of a stored batch but its bytes.
struct BatchHead: Sendable {
    let key: BatchKey
    /// Offsets that it covers: from the key's offset, this many.
    let span: Int64
    /// Number of records.
    let count: Int
    /// Smallest timestamp, in milliseconds since 1970.
    let firstTime: Int64
    /// Largest timestamp, in milliseconds since 1970.
    let lastTime: Int64
    let codec: Int64
    /// Bytes of the frames before compression.
    let rawSize: Int

    /// The offsets that the batch covers; a damaged row may claim anything, so its claim is bounded.
    var offsets: Range<Int64> { key.offset..<key.offset + min(max(1, span), 1 << BatchKey.offsetBits) }

    /// Ties the checksum of the stored bytes to where they belong, so that bytes in the wrong place fail as well.
    ///
    /// - Parameters:
    ///   - content: ``XXH3`` of the stored bytes.
    ///   - seed: ``XXH3`` of the topic's name, seeded with the partition's number.
    /// - Returns: The checksum of the row.
    func checksum(content: UInt64, seed: UInt64) -> UInt64 {
        let words: InlineArray<8, UInt64> = [
            content.littleEndian,
            UInt64(bitPattern: key.rawValue).littleEndian,
            UInt64(bitPattern: span).littleEndian,
            UInt64(bitPattern: Int64(count)).littleEndian,
            UInt64(bitPattern: firstTime).littleEndian,
            UInt64(bitPattern: lastTime).littleEndian,
            UInt64(bitPattern: codec).littleEndian,
            UInt64(bitPattern: Int64(rawSize)).littleEndian,
        ]
        return withUnsafeBytes(of: words) { XXH3.checksum(of: $0, seed: seed) }
    }
}
