package import JSONText

/// A point in time: nanoseconds since 1970-01-01T00:00:00Z, without leap seconds; 1677 to 2262.
package struct Timestamp: Hashable, Comparable, Sendable {
    /// Nanoseconds since 1970, UTC.
    package let nanoseconds: Int64

    /// Makes a point in time.
    ///
    /// - Parameter nanoseconds: Nanoseconds since 1970, UTC.
    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// Makes a point in time from milliseconds since 1970; what does not fit is the nearest that does.
    package init(milliseconds: Int64) {
        let product = milliseconds.multipliedReportingOverflow(by: 1_000_000)
        nanoseconds = product.overflow ? (milliseconds < 0 ? .min : .max) : product.partialValue
    }

    /// Whole milliseconds since 1970, rounded down, as record timestamps have them.
    package var milliseconds: Int64 {
        let (quotient, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000)
        return rest < 0 ? quotient - 1 : quotient
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool { left.nanoseconds < right.nanoseconds }

    /// Returns the time that many nanoseconds later; what does not fit is the nearest that does.
    package func adding(nanoseconds more: Int64) -> Timestamp {
        let sum = nanoseconds.addingReportingOverflow(more)
        return Timestamp(nanoseconds: sum.overflow ? (more < 0 ? .min : .max) : sum.partialValue)
    }

    /// Returns the nanoseconds from another time to this one; what does not fit is the nearest that does.
    package func nanoseconds(since other: Timestamp) -> Int64 {
        let difference = nanoseconds.subtractingReportingOverflow(other.nanoseconds)
        return difference.overflow ? (nanoseconds < 0 ? .min : .max) : difference.partialValue
    }
}

extension Timestamp: CustomStringConvertible {
    /// The number of bytes of the written form.
    package static let writtenCount = 30

    /// RFC 3339 in UTC with nine fraction digits.
    package var description: String {
        String(unsafeUninitializedCapacity: Self.writtenCount) { buffer in
            guard let base = buffer.baseAddress else { return 0 }
            return write(to: UnsafeMutableRawPointer(base))
        }
    }

    /// Writes RFC 3339 in UTC with nine fraction digits, such as `2026-01-02T03:04:05.000000006Z`; returns 30.
    ///
    /// Source of the calendar: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
    ///
    /// - Parameter out: Room for 30 bytes.
    /// - Returns: 30.
    package func write(to out: UnsafeMutableRawPointer) -> Int {
        let nanosecondsADay: Int64 = 86_400_000_000_000
        var (days, rest) = nanoseconds.quotientAndRemainder(dividingBy: nanosecondsADay)
        if rest < 0 {
            rest += nanosecondsADay
            days -= 1
        }
        let shifted = days + 719_468
        let era = shifted / 146_097  // Never negative: 1677 is after year 0.
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let (seconds, fraction) = rest.quotientAndRemainder(dividingBy: 1_000_000_000)

        let (century, ofCentury) = year.quotientAndRemainder(dividingBy: 100)
        Self.pair(century, out)
        Self.pair(ofCentury, out + 2)
        Self.pair(month, out + 5)
        Self.pair(day, out + 8)
        Self.pair(seconds / 3600, out + 11)
        Self.pair(seconds / 60 % 60, out + 14)
        Self.pair(seconds % 60, out + 17)
        let (high, low) = fraction.quotientAndRemainder(dividingBy: 10_000)
        Self.mark(0x30 + UInt8(truncatingIfNeeded: high / 10_000), out + 20)
        Self.pair(high / 100 % 100, out + 21)
        Self.pair(high % 100, out + 23)
        Self.pair(low / 100, out + 25)
        Self.pair(low % 100, out + 27)
        Self.mark(0x2D, out + 4)
        Self.mark(0x2D, out + 7)
        Self.mark(0x54, out + 10)
        Self.mark(0x3A, out + 13)
        Self.mark(0x3A, out + 16)
        Self.mark(0x2E, out + 19)
        Self.mark(0x5A, out + 29)
        return Self.writtenCount
    }

    /// Writes two digits of a value below 100.
    @inline(__always)
    private static func pair(_ value: Int64, _ out: UnsafeMutableRawPointer) {
        let value = UInt16(truncatingIfNeeded: value)
        let tens = (value &* 103) >> 10
        out.storeBytes(of: (0x3030 | tens | (value &- tens &* 10) << 8).littleEndian, as: UInt16.self)
    }

    @inline(__always)
    private static func mark(_ character: UInt8, _ out: UnsafeMutableRawPointer) {
        out.storeBytes(of: character, as: UInt8.self)
    }
}

extension JSONWriter {
    /// Writes a point in time as an RFC 3339 string.
    package mutating func timestamp(_ time: Timestamp) {
        plainString(atMost: Timestamp.writtenCount) { time.write(to: $0) }
    }
}
