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
        if thousandths < 0 {
            byte(0x2D)
        }
        let (whole, rest) = thousandths.magnitude.quotientAndRemainder(dividingBy: 1000)
        digits(whole)
        guard rest != 0 else { return }
        byte(0x2E)
        byte(0x30 + UInt8(truncatingIfNeeded: rest / 100))
        guard rest % 100 != 0 else { return }
        byte(0x30 + UInt8(truncatingIfNeeded: rest / 10 % 10))
        guard rest % 10 != 0 else { return }
        byte(0x30 + UInt8(truncatingIfNeeded: rest % 10))
    }

    private mutating func digits(_ value: UInt64) {
        append(atMost: Decimal.maximumDigits) { Decimal.write(value, to: $0) }
    }
}
