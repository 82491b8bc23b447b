extension JSONWriter {
    /// Writes a signed integer.
    package mutating func int(_ value: Int64) {
        separate()
        if value < 0 {
            byte(0x2D)
        }
        digits(value.magnitude)
    }

    /// Writes a signed integer.
    package mutating func int(_ value: Int) {
        int(Int64(value))
    }

    /// Writes an unsigned integer.
    package mutating func uint(_ value: UInt64) {
        separate()
        digits(value)
    }

    /// Writes thousandths as the shortest decimal: 1500 is `1.5`, -250 is `-0.25`, 3000 is `3`.
    package mutating func milli(_ thousandths: Int64) {
        separate()
        append(atMost: Self.milliDigits) { Self.write(thousandths: thousandths, to: $0) }
    }

    /// Writes an array of thousandths.
    package mutating func millis(_ thousandths: UnsafeBufferPointer<Int32>) {
        beginArray()
        reserve(thousandths.count * (Self.milliDigits + 1))
        for value in thousandths {
            separate()
            count += Self.write(thousandths: Int64(value), to: base + count)
        }
        endArray()
    }

    /// The most bytes of thousandths: the digits, a sign, a point and three digits.
    private static let milliDigits = Decimal.maximumDigits + 5

    @inline(__always)
    private static func write(thousandths: Int64, to start: UnsafeMutableRawPointer) -> Int {
        var out = start
        if thousandths < 0 {
            out.storeBytes(of: 0x2D, as: UInt8.self)
            out += 1
        }
        let (whole, rest) = thousandths.magnitude.quotientAndRemainder(dividingBy: 1000)
        out += Decimal.write(whole, to: out)
        guard rest != 0 else { return out - start }
        let fraction = UInt32(truncatingIfNeeded: rest)
        let (hundreds, last) = (fraction / 100, fraction % 100)
        out.storeBytes(of: 0x2E, as: UInt8.self)
        out.storeBytes(of: 0x30 + UInt8(truncatingIfNeeded: hundreds), toByteOffset: 1, as: UInt8.self)
        out.storeBytes(of: 0x30 + UInt8(truncatingIfNeeded: last / 10), toByteOffset: 2, as: UInt8.self)
        out.storeBytes(of: 0x30 + UInt8(truncatingIfNeeded: last % 10), toByteOffset: 3, as: UInt8.self)
        return out - start + (last == 0 ? 2 : last % 10 == 0 ? 3 : 4)
    }

    @inline(__always)
    private mutating func digits(_ value: UInt64) {
        append(atMost: Decimal.maximumDigits) { Decimal.write(value, to: $0) }
    }
}
