/// Hexadecimal digits, two a byte, lowercase.
///
/// Four bytes are eight digits in one word: each byte is spread to a lane of 16 bits, whose bytes are its two digits.
enum Hexadecimal {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080
    private static let nibbles: UInt64 = 0x000F_000F_000F_000F

    /// Writes the digits of the bytes and returns how many there are.
    ///
    /// - Parameters:
    ///   - bytes: A multiple of four bytes.
    ///   - out: Room for twice as many.
    /// - Returns: Twice the number of bytes.
    static func write(_ bytes: UnsafeRawBufferPointer, to out: UnsafeMutableRawPointer) -> Int {
        precondition(bytes.count % 4 == 0, "digits are written eight at a time")
        var index = 0
        while index < bytes.count {
            let four = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt32.self))
            out.storeBytes(of: digits(of: four).littleEndian, toByteOffset: 2 * index, as: UInt64.self)
            index += 4
        }
        return 2 * bytes.count
    }

    /// Returns the digits of the bytes.
    static func string(of bytes: UnsafeRawBufferPointer) -> String {
        String(unsafeUninitializedCapacity: 2 * bytes.count) { buffer in
            guard let base = buffer.baseAddress else { return 0 }
            return write(bytes, to: UnsafeMutableRawPointer(base))
        }
    }

    /// Reads digits of either case into half as many bytes; false when one is not a digit.
    ///
    /// - Parameters:
    ///   - digits: A multiple of eight digits.
    ///   - out: Room for half as many bytes.
    /// - Returns: Whether all were digits.
    static func read(_ digits: UnsafeRawBufferPointer, into out: UnsafeMutableRawBufferPointer) -> Bool {
        precondition(digits.count == 2 * out.count && out.count % 4 == 0, "eight digits make four bytes")
        // Without branches: every record carries a hundred digits, and which of them are letters cannot be guessed.
        var good = highs
        var index = 0
        while index < out.count {
            let eight = UInt64(littleEndian: digits.loadUnaligned(fromByteOffset: 2 * index, as: UInt64.self))
            let four = value(of: eight, &good)
            out.storeBytes(of: four.littleEndian, toByteOffset: index, as: UInt32.self)
            index += 4
        }
        return good == highs
    }

    @inline(__always)
    private static func digits(of four: UInt32) -> UInt64 {
        var lanes = UInt64(four)
        lanes = (lanes | lanes << 16) & 0x0000_FFFF_0000_FFFF
        lanes = (lanes | lanes << 8) & 0x00FF_00FF_00FF_00FF
        let values = (lanes >> 4) & nibbles | (lanes & nibbles) << 8
        // Ten and more become letters: adding six carries into the bit above.
        let letters = ((values &+ ones &* 6) >> 4) & ones
        return values &+ ones &* 0x30 &+ letters &* 0x27
    }

    /// Returns four bytes, and clears the high bit of `good` where there was no digit.
    @inline(__always)
    private static func value(of eight: UInt64, _ good: inout UInt64) -> UInt32 {
        // Without the high bits no sum carries into the next byte.
        let low = eight & ~highs
        let lowered = low | ones &* 0x20
        let isDigit = (low &+ ones &* 0x50) & ~(low &+ ones &* 0x46)
        let isLetter = (lowered &+ ones &* 0x1F) & ~(lowered &+ ones &* 0x19) & highs
        good &= (isDigit | isLetter) & ~eight
        let values = (low & (ones &* 0x0F)) &+ (isLetter >> 7) &* 9
        var lanes = (values << 4) & 0x00F0_00F0_00F0_00F0 | (values >> 8) & nibbles
        lanes = (lanes | lanes >> 8) & 0x0000_FFFF_0000_FFFF
        return UInt32(truncatingIfNeeded: lanes | lanes >> 16)
    }
}
