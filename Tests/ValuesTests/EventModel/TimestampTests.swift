import EventModel
import Foundation
import PipelineTestKit
import Testing

@Suite("A point in time")
struct TimestampTests {
    @Test(
        "Every RFC 3339 spelling that senders use is read",
        arguments: [
            ("2026-03-02T08:15:30.123456789Z", 1_772_439_330_123_456_789),
            ("2026-03-02T08:15:30Z", 1_772_439_330_000_000_000),
            ("2026-03-02T08:15:30.5Z", 1_772_439_330_500_000_000),
            ("2026-03-02t08:15:30.5z", 1_772_439_330_500_000_000),
            // One hour east of Greenwich is one hour earlier in UTC: 3,600 s less.
            ("2026-03-02T08:15:30.000000001+01:00", 1_772_435_730_000_000_001),
            ("2026-03-02T08:15:30.123456789+0000", 1_772_439_330_123_456_789),
            ("2026-03-02T08:15:30-02:30", 1_772_448_330_000_000_000),
            // The tenth digit is cut.
            ("2026-03-02T08:15:30.1234567899Z", 1_772_439_330_123_456_789),
            ("2000-02-29T23:59:59Z", 951_868_799_000_000_000),
            ("1969-12-31T23:59:59.999999999Z", -1),
            ("2100-03-01T00:00:00Z", 4_107_542_400_000_000_000),
            // A leap second is the second after it: 2017-01-01T00:00:00Z.
            ("2016-12-31T23:59:60Z", 1_483_228_800_000_000_000),
            ("2262-04-11T23:47:16.854775807Z", Int64.max),
            ("1677-09-21T00:12:43.145224192Z", Int64.min),
        ] as [(String, Int64)]
    )
    func reading(text: String, nanoseconds: Int64) {
        #expect(Timestamp(rfc3339: text)?.nanoseconds == nanoseconds)
    }

    @Test(
        "Anything else is none",
        arguments: [
            "", "2026-03-02", "2026-03-02T08:15:30", "2026-03-02T08:15:30.Z", "2026-13-02T08:15:30Z",
            "2026-02-29T08:15:30Z", "1900-02-29T00:00:00Z", "2026-03-32T08:15:30Z", "2026-00-02T08:15:30Z",
            "2026-03-00T08:15:30Z", "2026-03-02T24:00:00Z", "2026-03-02T08:60:30Z", "2026-03-02T08:15:61Z",
            "2026-03-02T08:15:30ZZ", "2026-03-02T08:15:30.5", "2026-03-02T08:15:30+1:00", "2026-03-02T08:15:30+24:00",
            "2026-03-02T08:15:30+01.00", "2262-04-11T23:47:16.854775808Z", "1677-09-21T00:12:43.145224191Z",
            "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "2026/03/02T08:15:30Z", "20a6-03-02T08:15:30Z",
        ]
    )
    func refusing(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test("It is written with nine digits and Z and read as the same", arguments: 1...20 as ClosedRange<UInt64>)
    func roundTrips(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let time = Timestamp(nanoseconds: Int64(bitPattern: random.next()))
            #expect(time.description.utf8.count == 30)
            #expect(Timestamp(rfc3339: time.description) == time)
        }
    }

    @Test("Its calendar is Foundation's", arguments: 1...10 as ClosedRange<UInt64>)
    func calendar(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let formatter = ISO8601DateFormatter()
        for _ in 0..<100 {
            let seconds = Int64.random(in: -9_000_000_000...9_000_000_000, using: &random)
            let text = Timestamp(nanoseconds: seconds * 1_000_000_000).description
            let expected = formatter.string(from: Date(timeIntervalSince1970: Double(seconds)))
            #expect(text == expected.replacingOccurrences(of: "Z", with: ".000000000Z"))
        }
    }

    @Test("Milliseconds are rounded down, also before 1970, and arithmetic stops at the ends")
    func arithmetic() {
        #expect(Timestamp(nanoseconds: 1_999_999).milliseconds == 1)
        #expect(Timestamp(nanoseconds: -1).milliseconds == -1)
        #expect(Timestamp(nanoseconds: -1_000_000).milliseconds == -1)
        #expect(Timestamp(milliseconds: 7).nanoseconds == 7_000_000)
        #expect(Timestamp(milliseconds: .max).nanoseconds == .max)
        #expect(Timestamp(milliseconds: .min).nanoseconds == .min)
        let end = Timestamp(nanoseconds: .max)
        #expect(end.adding(nanoseconds: 1) == end)
        #expect(Timestamp(nanoseconds: .min).adding(nanoseconds: -1).nanoseconds == .min)
        #expect(end.nanoseconds(since: Timestamp(nanoseconds: -1)) == .max)
        #expect(Timestamp(nanoseconds: .min).nanoseconds(since: Timestamp(nanoseconds: 1)) == .min)
        #expect(Timestamp(nanoseconds: 5).nanoseconds(since: Timestamp(nanoseconds: 2)) == 3)
    }
}
