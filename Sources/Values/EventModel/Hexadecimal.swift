/// Hexadecimal digits, two a byte, lowercase.
enum Hexadecimal {
    /// Writes the digits of the bytes and returns how many there are.
    static func write(_ bytes: UnsafeRawBufferPointer, to out: UnsafeMutableRawPointer) -> Int {
        for index in 0..<bytes.count {
            out.storeBytes(of: digit(bytes[index] >> 4), toByteOffset: 2 * index, as: UInt8.self)
            out.storeBytes(of: digit(bytes[index] & 15), toByteOffset: 2 * index + 1, as: UInt8.self)
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

    /// Reads digits of either case into half as many bytes; false when one is no digit.
    static func read(_ digits: UnsafeRawBufferPointer, into out: UnsafeMutableRawBufferPointer) -> Bool {
        precondition(digits.count == 2 * out.count, "two digits make a byte")
        // Without branches: every record carries a hundred digits, and which of them are letters cannot be guessed.
        var isGood = true
        for index in 0..<out.count {
            let high = value(of: digits[2 * index], &isGood)
            let low = value(of: digits[2 * index + 1], &isGood)
            out[index] = high << 4 | low
        }
        return isGood
    }

    @inline(__always)
    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? value + 0x30 : value + 0x57
    }

    @inline(__always)
    private static func value(of character: UInt8, _ isGood: inout Bool) -> UInt8 {
        let digit = character &- 0x30
        let letter = (character | 0x20) &- 0x61
        isGood = isGood && (digit < 10 || letter < 6)
        return (digit < 10 ? digit : letter &+ 10) & 15
    }
}
