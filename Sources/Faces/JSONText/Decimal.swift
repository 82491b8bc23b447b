/// Decimal digits of integers, two at a time.
package enum Decimal {
    /// The most digits of a 64-bit integer, without sign.
    package static let maximumDigits = 20

    private static let pairs: StaticString = """
        0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849\
        5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899
        """

    /// Returns how many digits the value has, 1 to 20.
    @inline(__always)
    package static func count(_ value: UInt64) -> Int {
        var count = 1
        var rest = value
        while rest >= 100 {
            rest /= 100
            count += 2
        }
        return rest >= 10 ? count + 1 : count
    }

    /// Writes the digits of a value and returns how many there are.
    ///
    /// - Parameters:
    ///   - value: What to write.
    ///   - out: Room for 20 bytes, or for as many digits as the value has.
    /// - Returns: The number of digits, 1 to 20.
    package static func write(_ value: UInt64, to out: UnsafeMutableRawPointer) -> Int {
        let total = count(value)
        let table = UnsafeRawPointer(pairs.utf8Start)
        var position = total
        var rest = value
        while rest >= 100 {
            let (quotient, pair) = rest.quotientAndRemainder(dividingBy: 100)
            position -= 2
            let digits = table.loadUnaligned(fromByteOffset: Int(pair) * 2, as: UInt16.self)
            out.storeBytes(of: digits, toByteOffset: position, as: UInt16.self)
            rest = quotient
        }
        if rest >= 10 {
            let digits = table.loadUnaligned(fromByteOffset: Int(rest) * 2, as: UInt16.self)
            out.storeBytes(of: digits, as: UInt16.self)
        } else {
            out.storeBytes(of: UInt8(truncatingIfNeeded: rest) + 0x30, as: UInt8.self)
        }
        return total
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
