/// A moment as log lines write it: RFC 3339, UTC, microseconds.
struct LoggerTime: CustomStringConvertible {
    private static let nanosecondsPerDay: Int64 = 86_400_000_000_000

    /// Nanoseconds since 1970-01-01T00:00:00Z.
    let nanoseconds: Int64

    var description: String {
        let day = nanoseconds.floorDivided(by: Self.nanosecondsPerDay)
        let microseconds = (nanoseconds - day * Self.nanosecondsPerDay) / 1_000
        let seconds = microseconds / 1_000_000
        let (year, month, dayOfMonth) = Self.civil(day)
        let date = "\(Self.digits(year, 4))-\(Self.digits(month, 2))-\(Self.digits(dayOfMonth, 2))"
        let time = [seconds / 3_600, seconds / 60 % 60, seconds % 60].map { Self.digits($0, 2) }.joined(separator: ":")
        return "\(date)T\(time).\(Self.digits(microseconds % 1_000_000, 6))Z"
    }

    /// Turns days since 1970-01-01 into a date of the Gregorian calendar.
    ///
    /// Source: Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`,
    /// https://howardhinnant.github.io/date_algorithms.html
    private static func civil(_ day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = day + 719_468
        let era = shifted.floorDivided(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    private static func digits(_ value: Int64, _ count: Int) -> String {
        let text = "\(value)"
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }
}

extension Int64 {
    /// Divides and rounds toward negative infinity.
    fileprivate func floorDivided(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
