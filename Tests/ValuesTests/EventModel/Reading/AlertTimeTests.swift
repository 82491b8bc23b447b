import JSONText
import Testing

@testable import EventModel

@Suite struct AlertTimeTests {
    static func alert(_ time: String?, _ fields: String) -> String {
        let time = time.map { #","time":\#($0)"# } ?? ""
        return #"{"output":"x","rule":"R","output_fields":{\#(fields)}\#(time)}"#
    }

    @Test(
        "a time is read in the unit that its magnitude tells",
        arguments: [
            ("1772359200", 1_772_359_200_000_000_000), ("1772359200123", 1_772_359_200_123_000_000),
            ("1772359200123456", 1_772_359_200_123_456_000), ("1772359200123456789", 1_772_359_200_123_456_789),
            (#""1772359200123456789""#, 1_772_359_200_123_456_789), ("1772359200.5", 1_772_359_200_500_000_000),
            (#""1772359200.5""#, 1_772_359_200_500_000_000), ("1.7723592e18", 1_772_359_200_000_000_000),
        ]
    )
    func readsUnits(_ value: String, _ nanoseconds: Int64) throws {
        for text in [Self.alert(nil, #""evt.time":\#(value)"#), Self.alert(value, "")] {
            #expect(try ReadingFixture.read(text).alert.time.nanoseconds == nanoseconds, "\(text)")
        }
    }

    @Test(
        "what is no date is refused and never 1970",
        arguments: [
            "0", "-1", "-1772359200123456789", "12345", "99999999", #""""#, #""10:00:00""#, #""soon""#, "1e400",
            "11651379494838206464", "true", "[1772359200]", "{}",
        ]
    )
    func refusesOthers(_ value: String) throws {
        for text in [Self.alert(nil, #""evt.time":\#(value)"#), Self.alert(value, "")] {
            #expect(throws: PayloadFault.self, "\(text)") { try ReadingFixture.read(text) }
        }
    }

    @Test("the finest stamp counts, whatever its member")
    func prefersTheFinest() throws {
        let text = Self.alert("1772359200123", #""evt.time.iso8601":1772359200123456789"#)
        #expect(try ReadingFixture.read(text).alert.time.nanoseconds == 1_772_359_200_123_456_789)
        let other = Self.alert("null", #""evt.time":1772359200,"evt.time.iso8601":1772359200123"#)
        #expect(try ReadingFixture.read(other).alert.time.nanoseconds == 1_772_359_200_123_000_000)
    }

    @Test("a written time counts before every number")
    func prefersText() throws {
        let text = Self.alert(#""2026-03-01T10:00:02Z""#, #""evt.time":1772359200123456789"#)
        #expect(try ReadingFixture.read(text).alert.time.nanoseconds == 1_772_359_202_000_000_000)
    }

    @Test("the year of a stamp is the calendar's at every turn of a year")
    func knowsYears() {
        for year: Int64 in 1900...2200 {
            let first = Timestamp(year: year, month: 1, day: 1)
            #expect(first?.year == year)
            #expect(first?.adding(nanoseconds: -1).year == year - 1)
        }
        #expect(Timestamp(year: 2026, month: 2, day: 29) == nil)
    }
}
