/// Decimal digits of integers, two at a time.
package enum Decimal {
    /// The most digits of a 64-bit integer, without sign.
    package static let maximumDigits = 20

    private static let pairs: StaticString = """
        0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849\
        5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899
        """

    /// Writes the digits of a value and returns how many there are.
    ///
    /// - Parameters:
    ///   - value: What to write.
    ///   - out: Room for 20 bytes, or for as many digits as the value has.
    /// - Returns: The number of digits, 1 to 20.
    package static func write(_ value: UInt64, to out: UnsafeMutableRawPointer) -> Int {
        guard value >= 100_000_000 else { return write(UInt32(truncatingIfNeeded: value), to: out) }
        let (high, low) = value.quotientAndRemainder(dividingBy: 100_000_000)
        let count: Int
        if high >= 100_000_000 {
            let (highest, middle) = high.quotientAndRemainder(dividingBy: 100_000_000)
            count = write(UInt32(truncatingIfNeeded: highest), to: out) + 8
            writeEight(UInt32(truncatingIfNeeded: middle), to: out + (count - 8))
        } else {
            count = write(UInt32(truncatingIfNeeded: high), to: out)
        }
        writeEight(UInt32(truncatingIfNeeded: low), to: out + count)
        return count + 8
    }

    /// Writes the digits of a value below 10^8.
    @inline(__always)
    private static func write(_ value: UInt32, to out: UnsafeMutableRawPointer) -> Int {
        // Most numbers of a vector, a state and a frame have one digit.
        if value < 10 {
            out.storeBytes(of: UInt8(truncatingIfNeeded: value) + 0x30, as: UInt8.self)
            return 1
        }
        let total = count(value)
        var position = total
        var rest = value
        while rest >= 100 {
            let (quotient, pair) = rest.quotientAndRemainder(dividingBy: 100)
            position -= 2
            write(pair: pair, to: out + position)
            rest = quotient
        }
        if rest >= 10 {
            write(pair: rest, to: out)
        } else {
            out.storeBytes(of: UInt8(truncatingIfNeeded: rest) + 0x30, as: UInt8.self)
        }
        return total
    }

    /// Writes a value below 10^8 as eight digits.
    @inline(__always)
    private static func writeEight(_ value: UInt32, to out: UnsafeMutableRawPointer) {
        let (high, low) = value.quotientAndRemainder(dividingBy: 10_000)
        write(pair: high / 100, to: out)
        write(pair: high % 100, to: out + 2)
        write(pair: low / 100, to: out + 4)
        write(pair: low % 100, to: out + 6)
    }

    /// Writes a value below 100 as two digits.
    @inline(__always)
    private static func write(pair: UInt32, to out: UnsafeMutableRawPointer) {
        let digits = UnsafeRawPointer(pairs.utf8Start).loadUnaligned(fromByteOffset: Int(pair) * 2, as: UInt16.self)
        out.storeBytes(of: digits, as: UInt16.self)
    }

    /// Returns how many digits a value below 10^8 has.
    @inline(__always)
    private static func count(_ value: UInt32) -> Int {
        if value < 10_000 { return value < 100 ? (value < 10 ? 1 : 2) : (value < 1_000 ? 3 : 4) }
        return value < 1_000_000 ? (value < 100_000 ? 5 : 6) : (value < 10_000_000 ? 7 : 8)
    }

    /// Writes the digits of a value, with a minus when it is negative, and returns how many bytes there are.
    ///
    /// - Parameters:
    ///   - value: What to write.
    ///   - out: Room for 20 bytes.
    /// - Returns: The number of bytes, 1 to 20.
    package static func write(_ value: Int64, to out: UnsafeMutableRawPointer) -> Int {
        guard value < 0 else { return write(UInt64(value), to: out) }
        out.storeBytes(of: 0x2D, as: UInt8.self)
        return 1 + write(value.magnitude, to: out + 1)
    }

    /// Returns the value of text that is a decimal integer and nothing else; nil otherwise or beyond 64 bits.
    package static func int64(_ text: UnsafeRawBufferPointer) -> Int64? {
        guard let first = text.first else { return nil }
        let isNegative = first == 0x2D
        let digits = isNegative ? UnsafeRawBufferPointer(rebasing: text.dropFirst()) : text
        guard (1...19).contains(digits.count) else { return nil }
        var value: UInt64 = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return nil }
            value = value * 10 + UInt64(digit - 0x30)
        }
        if isNegative {
            return value <= UInt64(Int64.max) + 1 ? Int64(truncatingIfNeeded: 0 &- value) : nil
        }
        return Int64(exactly: value)
    }
}
