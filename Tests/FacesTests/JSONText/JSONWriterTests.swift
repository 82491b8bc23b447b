import Foundation
import JSONText
import PipelineTestKit
import Testing

/// Returns what a writer wrote.
func written(_ body: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter(capacity: 1)
    body(&writer)
    return writer.withBytes { String(decoding: $0, as: UTF8.self) }
}

@Suite("The writer")
struct JSONWriterTests {
    @Test("Commas stand between members and elements and nowhere else")
    func commas() {
        let text = written { writer in
            writer.beginObject()
            writer.key("a")
            writer.int(1)
            writer.key("b")
            writer.beginArray()
            writer.beginObject()
            writer.endObject()
            writer.beginArray()
            writer.endArray()
            writer.null()
            writer.bool(true)
            writer.bool(false)
            writer.endArray()
            writer.key("c")
            writer.beginObject()
            writer.key("d")
            writer.string("x" as StaticString)
            writer.endObject()
            writer.key("e")
            Array("{\"raw\": 1}".utf8).withUnsafeBytes { writer.raw($0) }
            writer.endObject()
        }
        #expect(text == #"{"a":1,"b":[{},[],null,true,false],"c":{"d":"x"},"e":{"raw": 1}}"#)
    }

    @Test("A member is its key and its value, of every kind; an optional that is nil is nothing")
    func members() {
        let text = written { writer in
            writer.beginObject()
            writer.member("string", "a\"b")
            writer.member("some", "x" as String?)
            writer.member("none", nil as String?)
            writer.member("plain", plain: "p")
            Array("é\n".utf8).withUnsafeBytes { writer.member("utf8", utf8: $0) }
            Array("ab".utf8).withUnsafeBytes { writer.member("base64", base64: $0) }
            Array("[1, 2]".utf8).withUnsafeBytes { writer.member("raw", raw: $0) }
            writer.member("bool", true)
            writer.member("int", -1)
            writer.member("int64", Int64.min)
            writer.member("int32", Int32.max)
            writer.member("uint64", UInt64.max)
            writer.member("uint32", UInt32.max)
            writer.member("milli", thousandths: -1_050)
            writer.beginObject("object")
            writer.member("a", 1)
            writer.endObject()
            writer.beginArray("array")
            writer.int(1)
            writer.endArray()
            writer.endObject()
        }
        #expect(
            text == #"{"string":"a\"b","some":"x","plain":"p","utf8":"é\n","base64":"YWI=","raw":[1, 2],"bool":true,"#
                + #""int":-1,"int64":-9223372036854775808,"int32":2147483647,"uint64":18446744073709551615,"#
                + #""uint32":4294967295,"milli":-1.05,"object":{"a":1},"array":[1]}"#
        )
    }

    @Test("Strings of every length are copied as they are, with an escape at every place", arguments: 0...40)
    func lengths(length: Int) {
        let plain = String((0..<length).map { Character(UnicodeScalar(UInt8(0x61 + $0 % 26))) })
        #expect(written { $0.string(plain) } == "\"\(plain)\"")
        for place in 0..<length {
            for (character, escape) in [("\"", "\\\""), ("\\", "\\\\"), ("\n", "\\n"), ("\u{1f}", "\\u001f")] {
                let index = plain.index(plain.startIndex, offsetBy: place)
                let (before, after) = (plain[..<index], plain[plain.index(after: index)...])
                #expect(written { $0.string("\(before)\(character)\(after)") } == "\"\(before)\(escape)\(after)\"")
            }
        }
    }

    @Test(
        "Integers are written as Swift writes them, at every length and sign",
        arguments: 1...20 as ClosedRange<UInt64>
    )
    func integers(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var values: [Int64] = [0, 9, 10, 99, 100, 101, 999, 1000, .min, .max, -1, -10]
        var unsigned: [UInt64] = [0, .max, 10_000_000_000_000_000_000]
        for _ in 0..<500 {
            let shift = UInt64.random(in: 0..<64, using: &random)
            values.append(Int64(bitPattern: random.next()) >> Int64(shift))
            unsigned.append(random.next() >> shift)
        }
        for value in values {
            #expect(written { $0.int(value) } == "\(value)")
        }
        for value in unsigned {
            #expect(written { $0.uint(value) } == "\(value)")
        }
    }

    @Test(
        "Thousandths are the shortest decimal",
        arguments: [
            (0, "0"), (1, "0.001"), (10, "0.01"), (100, "0.1"), (1000, "1"), (1500, "1.5"), (-250, "-0.25"),
            (-1, "-0.001"),
            (1_234_567, "1234.567"), (120, "0.12"), (Int64.min, "-9223372036854775.808"),
        ] as [(Int64, String)]
    )
    func thousandths(value: Int64, expected: String) {
        #expect(written { $0.milli(value) } == expected)
    }

    @Test(
        "Written thousandths are read as the same, for every 32-bit value's kind",
        arguments: 1...5 as ClosedRange<UInt64>
    )
    func thousandthsRoundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let values = (0..<2000).map { _ in
            Int64(Int32(truncatingIfNeeded: random.next())) >> Int64.random(in: 0..<32, using: &random)
        }
        let text = written { writer in
            writer.beginArray()
            for value in values { writer.milli(value) }
            writer.endArray()
        }
        try withView(text) { view in
            #expect(view.elements.map(\.milli) == values)
        }
    }

    @Test("Only quotation mark, backslash and control characters are escaped")
    func escapes() {
        #expect(
            written { $0.string("\"\\/\u{8}\t\n\u{c}\r\u{0}\u{1f}\u{7f}\u{e9}\u{2028}") }
                == "\"\\\"\\\\/\\b\\t\\n\\f\\r\\u0000\\u001f\u{7f}\u{e9}\u{2028}\""
        )
    }

    @Test("Random strings are read back as they were, at every alignment", arguments: 1...60 as ClosedRange<UInt64>)
    func strings(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let strings = (0..<40).map { _ in random.text(70) }
        let text = written { writer in
            writer.beginArray()
            for string in strings { writer.string(string) }
            writer.endArray()
        }
        try withView(text) { view in
            #expect(view.elements.map(\.string) == strings)
        }
        #expect(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String] == strings)
    }

    @Test("Every byte value next to every other is escaped or copied as it must be")
    func pairsOfBytes() throws {
        for first in 0..<128 {
            let string = String(
                String.UnicodeScalarView(
                    (0..<128).flatMap { [Unicode.Scalar(UInt8(first)), Unicode.Scalar(UInt8($0))] }
                )
            )
            try withView(written { $0.string(string) }) { view in
                #expect(view.string == string)
            }
        }
    }

    @Test("A string in parts is one string")
    func parts() {
        let text = written { writer in
            writer.beginArray()
            writer.beginString()
            writer.stringPart("a\"")
            writer.stringPart("b")
            writer.endString()
            writer.int(1)
            writer.endArray()
        }
        #expect(text == #"["a\"b",1]"#)
    }

    @Test("After a reset the writer starts again")
    func reset() {
        var writer = JSONWriter()
        writer.int(1)
        writer.reset()
        writer.int(2)
        #expect(writer.bytes == Array("2".utf8))
    }

    @Test("Base64 is Foundation's, both ways", arguments: 1...10 as ClosedRange<UInt64>)
    func base64(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for count in 0...67 {
            let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            let text = written { writer in bytes.withUnsafeBytes { writer.base64($0) } }
            let expected = Data(bytes).base64EncodedString()
            #expect(text == "\"\(expected)\"")
            #expect(Array(expected.utf8).withUnsafeBytes { Base64.decode($0) } == bytes)
        }
    }

    @Test(
        "Base64 that is not padded, not canonical or of another alphabet is refused",
        arguments: ["A", "AA", "AAA", "AA=A", "A===", "AB==", "AAB=", "AA==AA==", "AA A", "__8=", "====", "=AAA"]
    )
    func badBase64(text: String) {
        #expect(Array(text.utf8).withUnsafeBytes { Base64.decode($0) } == nil)
    }

    @Test(
        "Decimal text is an integer or nothing",
        arguments: [
            ("0", 0), ("-1", -1), ("9223372036854775807", .max), ("-9223372036854775808", .min), ("007", 7),
            ("9223372036854775808", nil), ("-9223372036854775809", nil), ("", nil), ("-", nil), ("1.5", nil),
            ("0x1", nil),
            (" 1", nil), ("10000000000000000000", nil),
        ] as [(String, Int64?)]
    )
    func decimalText(text: String, expected: Int64?) {
        #expect(Array(text.utf8).withUnsafeBytes { Decimal.int64($0) } == expected)
    }
}
