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
        for index in 0..<out.count {
            guard let high = value(of: digits[2 * index]), let low = value(of: digits[2 * index + 1]) else {
                return false
            }
            out[index] = high << 4 | low
        }
        return true
    }

    @inline(__always)
    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? value + 0x30 : value + 0x57
    }

    @inline(__always)
    private static func value(of character: UInt8) -> UInt8? {
        switch character {
        case 0x30...0x39: character - 0x30
        case 0x61...0x66: character - 0x57
        case 0x41...0x46: character - 0x37
        default: nil
        }
    }
}
