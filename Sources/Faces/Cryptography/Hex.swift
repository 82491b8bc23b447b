/// Lowercase hexadecimal digits, two a byte.
package enum Hex {
    /// Writes two digits for each byte.
    ///
    /// - Parameters:
    ///   - bytes: What to write.
    ///   - out: Where to; at least twice as long as `bytes`.
    package static func write(_ bytes: UnsafeRawBufferPointer, into out: UnsafeMutableRawBufferPointer) {
        precondition(out.count >= 2 * bytes.count, "hexadecimal digits need two bytes for each byte")
        for index in 0..<bytes.count {
            out[2 * index] = digit(bytes[index] >> 4)
            out[2 * index + 1] = digit(bytes[index] & 15)
        }
    }

    /// Returns the digits of the bytes.
    package static func string(of bytes: UnsafeRawBufferPointer) -> String {
        String(unsafeUninitializedCapacity: 2 * bytes.count) { out in
            write(bytes, into: UnsafeMutableRawBufferPointer(out))
            return 2 * bytes.count
        }
    }

    /// Returns the digits of the bytes of an array.
    package static func string(of bytes: [UInt8]) -> String {
        bytes.withUnsafeBytes { string(of: $0) }
    }

    /// Returns the bytes that the digits (of either case) stand for, nil when the text is anything else.
    package static func bytes(of digits: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var high: UInt8?
        for character in digits.utf8 {
            guard let value = value(of: character) else { return nil }
            if let first = high {
                bytes.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return high == nil ? bytes : nil
    }

    @inline(__always)
    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? value + 0x30 : value + 0x57
    }

    private static func value(of character: UInt8) -> UInt8? {
        switch character {
        case 0x30...0x39: character - 0x30
        case 0x61...0x66: character - 0x57
        case 0x41...0x46: character - 0x37
        default: nil
        }
    }
}
