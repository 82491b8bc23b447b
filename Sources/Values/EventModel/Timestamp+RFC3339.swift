extension Timestamp {
    /// Reads an RFC 3339 time: 0 to 9 fraction digits (more are cut), `Z` or an offset with or without a colon.
    ///
    /// Falco writes nine digits and Z, falcosidekick as few as needed, the Kubernetes audit plugin `+0000`. A leap
    /// second (60) is the second after it.
    ///
    /// - Parameter text: The time and nothing else; nil when it is none, or outside 1677 to 2262.
    package init?(rfc3339 text: UnsafeRawBufferPointer) {
        guard text.count >= 20,
            let year = Self.number(text, 0, 4), text[4] == 0x2D,
            let month = Self.number(text, 5, 2), 1...12 ~= month, text[7] == 0x2D,
            let day = Self.number(text, 8, 2), 1...Self.days(in: month, of: year) ~= day,
            text[10] | 0x20 == 0x74 || text[10] == 0x20,
            let hour = Self.number(text, 11, 2), hour <= 23, text[13] == 0x3A,
            let minute = Self.number(text, 14, 2), minute <= 59, text[16] == 0x3A,
            let second = Self.number(text, 17, 2), second <= 60
        else { return nil }
        var position = 19
        guard let fraction = Self.fraction(text, &position), let offset = Self.offset(text, position) else {
            return nil
        }
        let seconds = Self.days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset
        // Before 1970 the fraction counts back from the next second, so that the earliest time does not overflow.
        let isBefore = seconds < 0
        let whole = (isBefore ? seconds + 1 : seconds).multipliedReportingOverflow(by: 1_000_000_000)
        guard !whole.overflow else { return nil }
        let sum = whole.partialValue.addingReportingOverflow(isBefore ? fraction - 1_000_000_000 : fraction)
        guard !sum.overflow else { return nil }
        self.init(nanoseconds: sum.partialValue)
    }

    /// Reads an RFC 3339 time.
    package init?(rfc3339 text: String) {
        var text = text
        guard let time = text.withUTF8({ Timestamp(rfc3339: UnsafeRawBufferPointer($0)) }) else { return nil }
        self = time
    }

    /// Returns that many digits as a number, nil when one of them is none.
    @inline(__always)
    private static func number(_ text: UnsafeRawBufferPointer, _ start: Int, _ count: Int) -> Int64? {
        var value: Int64 = 0
        for index in start..<start + count {
            let digit = text[index] &- 0x30
            guard digit <= 9 else { return nil }
            value = value * 10 + Int64(digit)
        }
        return value
    }

    /// Returns nanoseconds and moves behind the fraction; nil when a point has no digit behind it.
    @inline(__always)
    private static func fraction(_ text: UnsafeRawBufferPointer, _ position: inout Int) -> Int64? {
        guard text[position] == 0x2E || text[position] == 0x2C else { return 0 }
        position += 1
        if position + 9 <= text.count, text[position + 8] &- 0x30 <= 9, let eight = eightDigits(text, position) {
            // Nine digits, as Falco writes them; more are cut.
            let value = eight * 10 + Int64(text[position + 8] &- 0x30)
            position += 9
            while position < text.count, text[position] &- 0x30 <= 9 {
                position += 1
            }
            return value
        }
        var value: Int64 = 0
        var digits = 0
        while position < text.count, text[position] &- 0x30 <= 9 {
            if digits < 9 {
                value = value * 10 + Int64(text[position] &- 0x30)
            }
            digits += 1
            position += 1
        }
        guard digits > 0 else { return nil }
        while digits < 9 {
            value *= 10
            digits += 1
        }
        return value
    }

    /// Returns eight digits as a number, nil when one of them is none.
    ///
    /// Source: D. Lemire, "Quickly parsing eight digits", 2022: pairs, then fours, then eights are summed in one word.
    @inline(__always)
    private static func eightDigits(_ text: UnsafeRawBufferPointer, _ start: Int) -> Int64? {
        let word = UInt64(littleEndian: text.loadUnaligned(fromByteOffset: start, as: UInt64.self))
        let digits = word &- 0x3030_3030_3030_3030
        guard (digits | (digits &+ 0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080 == 0 else { return nil }
        let pairs = (digits &* 10) &+ (digits >> 8)
        let high = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
        let low = ((pairs >> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
        return Int64((high &+ low) >> 32)
    }

    /// Returns the offset from UTC in seconds when it is all that is left; nil otherwise.
    @inline(__always)
    private static func offset(_ text: UnsafeRawBufferPointer, _ position: Int) -> Int64? {
        let left = text.count - position
        guard left >= 1 else { return nil }
        if text[position] | 0x20 == 0x7A { return left == 1 ? 0 : nil }
        guard text[position] == 0x2B || text[position] == 0x2D, left == 5 || left == 6 else { return nil }
        guard left == 5 || text[position + 3] == 0x3A,
            let hours = number(text, position + 1, 2), hours <= 23,
            let minutes = number(text, text.count - 2, 2), minutes <= 59
        else { return nil }
        let seconds = hours * 3600 + minutes * 60
        return text[position] == 0x2D ? -seconds : seconds
    }

    /// Makes the first moment of a day; nil when the month has no such day, or it is outside 1677 to 2262.
    init?(year: Int64, month: Int64, day: Int64) {
        guard 1678...2261 ~= year, 1...12 ~= month, 1...Self.days(in: month, of: year) ~= day else { return nil }
        self.init(nanoseconds: Self.days(year, month, day) * 86_400_000_000_000)
    }

    /// The year of the calendar, UTC.
    var year: Int64 {
        // 400 years have 146,097 days; the estimate is off by one at most, at a turn of the year.
        let (whole, rest) = nanoseconds.quotientAndRemainder(dividingBy: 86_400_000_000_000)
        let day = rest < 0 ? whole - 1 : whole
        let estimate = 1970 + day * 400 / 146_097
        if Self.days(estimate + 1, 1, 1) <= day { return estimate + 1 }
        return Self.days(estimate, 1, 1) > day ? estimate - 1 : estimate
    }

    private static func days(in month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Returns the days from 1970-01-01.
    ///
    /// Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
