import JSONText

/// The time that a log collector wrote in front of a line.
struct Stamp {
    /// What was read.
    private enum Kind {
        case dated(Timestamp)
        /// Of syslog: month and day, and nanoseconds of the day.
        case yearless(month: Int64, day: Int64, nanoseconds: Int64)
    }

    private static let months: [StaticString] = [
        "Jan ", "Feb ", "Mar ", "Apr ", "May ", "Jun ", "Jul ", "Aug ", "Sep ", "Oct ", "Nov ", "Dec ",
    ]

    private let kind: Kind

    /// Reads a stamp at the start of a text; nil when none is there.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - count: Is set to the bytes that the stamp takes, a colon behind it included.
    init?(_ text: UnsafeRawBufferPointer, count: inout Int) {
        guard text.count >= 15 else { return nil }
        if let month = Self.months.firstIndex(where: {
            UnsafeRawBufferPointer(rebasing: text[..<4]).equals($0)
        }) {
            guard let clock = Clock(UnsafeRawBufferPointer(rebasing: text[7...])), text[6] == 0x20,
                let day = Self.day(text[4], text[5])
            else { return nil }
            kind = .yearless(month: Int64(month + 1), day: day, nanoseconds: clock.nanoseconds)
            count = 7 + clock.count
            return
        }
        guard 0x30...0x39 ~= text[0], text.count >= 19, text[4] == 0x2D, text[7] == 0x2D,
            text[10] == 0x20 || text[10] | 0x20 == 0x74,
            let clock = Clock(UnsafeRawBufferPointer(rebasing: text[11...]))
        else { return nil }
        // A date and a clock behind a blank are one stamp; a zone ends it, and without one it is UTC.
        var end = 11 + clock.count
        while end < text.count, text[end] > 0x20, end < 40, text[end] != 0x3A || text[end - 1] != 0x5A {
            end += 1
        }
        if text[end - 1] == 0x3A { end -= 1 }
        var written = Array(text[..<end])
        if end == 11 + clock.count { written.append(0x5A) }
        guard let time = written.withUnsafeBytes({ Timestamp(rfc3339: $0) }) else { return nil }
        kind = .dated(time)
        count = end < text.count && text[end] == 0x3A ? end + 1 : end
    }

    /// The time of the stamp; of one without a year the latest that is not after a day behind the receipt.
    func date(received: Timestamp) -> Timestamp? {
        switch kind {
        case .dated(let time): return time
        case .yearless(let month, let day, let nanoseconds):
            let latest = received.adding(nanoseconds: 86_400_000_000_000)
            let year = latest.year
            for candidate in [year, year - 1, year - 2, year - 3, year - 4] {
                guard let midnight = Timestamp(year: candidate, month: month, day: day) else { continue }
                let time = midnight.adding(nanoseconds: nanoseconds)
                if time <= latest { return time }
            }
            return nil
        }
    }

    private static func day(_ tens: UInt8, _ ones: UInt8) -> Int64? {
        guard 0x30...0x39 ~= ones, tens == 0x20 || 0x30...0x33 ~= tens else { return nil }
        let day = Int64(tens == 0x20 ? 0 : tens - 0x30) * 10 + Int64(ones - 0x30)
        return 1...31 ~= day ? day : nil
    }

    /// A time of day with or without a fraction.
    private struct Clock {
        let nanoseconds: Int64
        let count: Int

        /// Reads `HH:MM:SS` with a fraction of any length; nil when it is none.
        init?(_ text: UnsafeRawBufferPointer) {
            guard text.count >= 8, text[2] == 0x3A, text[5] == 0x3A else { return nil }
            func pair(_ index: Int) -> Int64? {
                let (tens, ones) = (text[index] &- 0x30, text[index + 1] &- 0x30)
                return tens <= 9 && ones <= 9 ? Int64(tens) * 10 + Int64(ones) : nil
            }
            guard let hours = pair(0), hours <= 23, let minutes = pair(3), minutes <= 59,
                let seconds = pair(6), seconds <= 60
            else { return nil }
            var total = (hours * 3600 + minutes * 60 + seconds) * 1_000_000_000
            var end = 8
            if end + 1 < text.count, text[end] == 0x2E || text[end] == 0x2C, text[end + 1] &- 0x30 <= 9 {
                end += 1
                var unit: Int64 = 100_000_000
                while end < text.count, text[end] &- 0x30 <= 9 {
                    total += Int64(text[end] &- 0x30) * unit
                    unit /= 10
                    end += 1
                }
            }
            nanoseconds = total
            count = end
        }
    }
}
