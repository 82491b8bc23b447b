import JSONText

/// Reads points in time as senders write them: RFC 3339, or a number whose unit its magnitude tells.
///
/// | magnitude | unit | range of dates |
/// | --- | --- | --- |
/// | 10^8 to 10^11 | seconds | 1973 to 5138 |
/// | 10^11 to 10^14 | milliseconds | 1973 to 5138 |
/// | 10^14 to 10^17 | microseconds | 1973 to 5138 |
/// | 10^17 and more | nanoseconds | 1973 to 2262 |
///
/// A smaller number, 0 and negative ones are no time: a date in 1970 is an unset field and never what happened.
/// Numbers may have a fraction or stand in a string.
package enum AlertTime {
    /// A time and how fine its stamp is.
    struct Reading {
        let time: Timestamp
        /// The nanoseconds of the unit that it was written in: 1, 1,000, 1,000,000 or 1,000,000,000.
        let unitNanoseconds: Int64
    }

    /// Returns the time that a value tells; nil when it tells none.
    static func read(_ view: JSONView) -> Reading? {
        if let text = view.stringBytes {
            if let time = Timestamp(rfc3339: text) {
                return Reading(time: time, unitNanoseconds: 1)
            }
            return number(text)
        }
        if let integer = view.int64 {
            return whole(integer)
        }
        return view.uint64 == nil ? view.double.flatMap(fraction) : nil
    }

    /// Reads digits with or without a fraction.
    private static func number(_ text: UnsafeRawBufferPointer) -> Reading? {
        guard 9...40 ~= text.count, let first = text.first, 0x31...0x39 ~= first else { return nil }
        if let integer = Decimal.int64(text) {
            return whole(integer)
        }
        guard text.allSatisfy({ 0x30...0x39 ~= $0 || [0x2E, 0x45, 0x65, 0x2B].contains($0) }) else { return nil }
        return Double(String(decoding: text, as: UTF8.self)).flatMap(fraction)
    }

    private static func whole(_ value: Int64) -> Reading? {
        guard value >= 100_000_000 else { return nil }
        let unit: Int64 =
            switch value {
            case ..<100_000_000_000: 1_000_000_000
            case ..<100_000_000_000_000: 1_000_000
            case ..<100_000_000_000_000_000: 1000
            default: 1
            }
        let product = value.multipliedReportingOverflow(by: unit)
        return product.overflow
            ? nil : Reading(time: Timestamp(nanoseconds: product.partialValue), unitNanoseconds: unit)
    }

    /// A number with a fraction: its whole part tells the unit, and it is as fine as a Double of that size, which is
    /// 238 ns for today's date in seconds; so it is rounded to microseconds.
    private static func fraction(_ value: Double) -> Reading? {
        guard value >= 1e8, value < 9.2e18 else { return nil }
        guard value < 1e17 else { return whole(Int64(value)) }
        let unit: Double = value < 1e11 ? 1e9 : value < 1e14 ? 1e6 : 1e3
        let microseconds = (value * (unit / 1000)).rounded()
        guard microseconds < 9.2e15 else { return nil }
        return Reading(
            time: Timestamp(nanoseconds: Int64(microseconds) * 1000),
            unitNanoseconds: Int64(unit)
        )
    }
}
