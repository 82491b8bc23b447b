import Testing

@testable import EventModel

@Suite struct RepairTests {
    static func alert(_ member: String) -> String {
        #"{"output":"x","priority":"Notice","rule":"R","time":"2026-03-01T10:00:00Z","output_fields":{\#(member)}}"#
    }

    @Test(
        "a number that nobody reads does not cost the alert",
        arguments: [
            "18446744073709551616", "-18446744073709551616", "100000000000000000000", "1e400", "-0",
            "18446744073709551615",
            "9223372036854775808",
        ]
    )
    func keepsBigNumbers(_ number: String) throws {
        let alert = try ReadingFixture.read(Self.alert(#""x.y":\#(number),"proc.name":"sh""#)).alert
        #expect(alert.string(.procName) == "sh")
        #expect(alert.form == .plain)
    }

    @Test(
        "characters that JSON forbids are read and their neighbours stay",
        arguments: [
            ("a\tb", "a\tb"), ("a\u{1}b", "a\u{1}b"), (#"a\ud800z"#, "a\u{FFFD}z"), (#"a\udc00z"#, "a\u{FFFD}z"),
            (#"a\ud83d\ude00z"#, "a😀z"), (#"\ud83d\ud83d\ude00"#, "\u{FFFD}😀"),
        ]
    )
    func keepsNeighbours(_ written: String, _ read: String) throws {
        #expect(try ReadingFixture.read(Self.alert(#""proc.name":"\#(written)""#)).alert.string(.procName) == read)
    }

    @Test("UTF-16 of both orders reads as UTF-8 does")
    func readsUTF16() throws {
        let plain = try ReadingFixture.read(ReadingFixture.alert).alert
        for isLittle in [true, false] {
            var bytes: [UInt8] = isLittle ? [0xFF, 0xFE] : [0xFE, 0xFF]
            for unit in ReadingFixture.alert.utf16 {
                let pair = [UInt8(truncatingIfNeeded: unit), UInt8(truncatingIfNeeded: unit >> 8)]
                bytes += isLittle ? pair : pair.reversed()
            }
            let reading = try ReadingFixture.read(bytes)
            #expect(reading.alert == plain)
            #expect(!reading.isJSON)
        }
    }

    @Test(
        "what is no JSON at all stays refused",
        arguments: [
            #"{"rule":NaN}"#, #"{'rule':'R'}"#, #"{"rule":"R",}"#, "{", "nothing", #"{"rule":"a"# + "\n" + #"b"}"#,
        ]
    )
    func refusesOthers(_ text: String) {
        #expect(throws: PayloadFault.self) { try ReadingFixture.read(text) }
    }

    @Test(
        "fields that are nested, in a string or in a list read as flat ones",
        arguments: [
            #"{"proc":{"name":"sh"},"k8s":{"ns":{"name":"shop"},"pod":{"name":"web-6c5dd967b4-x7k2p"}},"user":{"uid":0}}"#,
            ReadingFixture.quoted(ReadingFixture.fields),
            #"[{"key":"proc.name","value":"sh"},{"name":"k8s.ns.name","value":"shop"},"#
                + #"{"key":"k8s.pod.name","value":"web-6c5dd967b4-x7k2p"},{"key":"user.uid","value":0}]"#,
        ]
    )
    func flattensFields(_ fields: String) throws {
        let plain = try ReadingFixture.read(ReadingFixture.alert).alert
        let text = ReadingFixture.alert.replacing(ReadingFixture.fields, with: fields)
        var alert = try ReadingFixture.read(text).alert
        #expect(alert.form == .unwrapped)
        alert.form = .plain
        #expect(alert == plain)
        let renamed = text.replacing("output_fields", with: "outputFields")
        #expect(try ReadingFixture.read(renamed).alert.string(.k8sNsName) == "shop")
    }

    @Test(
        "priorities are read as people write them",
        arguments: [
            ("WARN", Priority.warning), ("warning", .warning), ("ERR", .error), ("Error", .error), ("CRIT", .critical),
            ("fatal", .critical), ("EMERG", .emergency), ("panic", .emergency), ("Info", .informational),
            ("note", .notice),
            ("high", .error), ("0", .emergency), ("7", .debug), (" Notice ", .notice), ("PRIORITY_ALERT", .alert),
            ("8", .unknown), ("urgent", .unknown), ("", .unknown),
        ]
    )
    func readsPriorities(_ word: String, _ priority: Priority) {
        #expect(Priority(spelling: word) == priority)
    }

    @Test("a priority that is a number is syslog's severity")
    func readsSeverities() throws {
        let text = Self.alert("").replacing(#""Notice""#, with: "3")
        #expect(try ReadingFixture.read(text).alert.priority == .error)
    }
}
