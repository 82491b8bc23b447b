/// A duration as settings write it: a whole number and one unit, such as "150ms", "10s" or "2d".
package struct DurationText: CustomStringConvertible, Equatable {
    /// Units with their nanoseconds, largest first.
    private static let units: [(name: String, nanoseconds: Int64)] = [
        ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000),
        ("ms", 1_000_000), ("us", 1_000), ("ns", 1),
    ]

    /// The duration, in whole nanoseconds.
    package let duration: Duration

    package init(_ duration: Duration) {
        self.duration = duration
    }

    /// Reads a duration; nil for another text and for more than 2^63 - 1 nanoseconds (292 years).
    package init?(parsing text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = Self.units.first { $0.name == text[digits.endIndex...] }
        guard let unit, let count = Int64(digits) else { return nil }
        let (nanoseconds, overflow) = count.multipliedReportingOverflow(by: unit.nanoseconds)
        guard !overflow else { return nil }
        duration = .nanoseconds(nanoseconds)
    }

    /// The largest unit that divides the duration; durations have no parts below a nanosecond here.
    package var description: String {
        let (seconds, attoseconds) = duration.components
        if attoseconds == 0 {
            guard seconds != 0 else { return "0s" }
            let perSecond = Self.units[3].nanoseconds
            let unit = Self.units.prefix(4).first { seconds % ($0.nanoseconds / perSecond) == 0 } ?? Self.units[3]
            return "\(seconds / (unit.nanoseconds / perSecond))\(unit.name)"
        }
        let nanoseconds = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
        let unit = Self.units.first { nanoseconds % $0.nanoseconds == 0 } ?? Self.units[6]
        return "\(nanoseconds / unit.nanoseconds)\(unit.name)"
    }
}
