import JSONText
import PipelineTestKit
import Testing

@Suite("A table of keys")
struct JSONKeyTableTests {
    @Test("Every key is found and none else, at every length", arguments: 1...20 as ClosedRange<UInt64>)
    func found(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var keys: [[UInt8]] = []
        for number in 0..<100 {
            let length = 4 + number % 37
            // Few letters, so that many keys share their ends.
            keys.append(
                (0..<length).map { _ in UInt8.random(in: 0x61...0x62, using: &random) } + Array("\(number)".utf8)
            )
        }
        let table = JSONKeyTable(keys.enumerated().map { ($1, UInt8($0)) })
        for (number, key) in keys.enumerated() {
            #expect(key.withUnsafeBytes { table.number(of: $0) } == UInt8(number))
            for index in key.indices {
                var other = key
                other[index] = 0x63
                #expect(other.withUnsafeBytes { table.number(of: $0) } == nil)
            }
            #expect(
                (key + [0x61]).withUnsafeBytes { table.number(of: $0) }.map { keys[Int($0)] == key + [0x61] } ?? true
            )
        }
        #expect([UInt8]().withUnsafeBytes { table.number(of: $0) } == nil)
        #expect([0x61, 0x62].withUnsafeBytes { table.number(of: $0) } == nil)
    }

    @Test("Values of known keys are located and their texts fit the bound", arguments: 1...30 as ClosedRange<UInt64>)
    func located(seed: UInt64) throws {
        let table = JSONKeyTable([(Array("first".utf8), 0), (Array("second".utf8), 1)])
        var random = SeededGenerator(seed: seed)
        let values: [(json: String, text: String)] = [
            ("\"a\\u00e9\"", "a\u{e9}"), ("\"\"", ""), ("-9223372036854775808", "-9223372036854775808"),
            ("18446744073709551615", "18446744073709551615"), ("-1.9", "-1"), ("1e30", "9223372036854775807"),
            ("-1e300", "-9223372036854775808"), ("true", "true"), ("false", "false"), ("null", ""),
            ("{\"first\":1}", ""),
            ("[]", ""), ("[\"a\",null,\"\",[1],{},2,true,1.5]", "a,2,true"), ("[\"\",\"b\"]", "b"), ("[null]", ""),
            ("[" + Array(repeating: "1e18", count: 500).joined(separator: ",") + "]", ""),
            (
                "[" + Array(repeating: "-1", count: 500).joined(separator: ",") + "]",
                Array(repeating: "-1", count: 500).joined(separator: ",")
            ),
            ("\"" + String(repeating: "x", count: 47) + "\"", String(repeating: "x", count: 47)),
            ("\"" + String(repeating: "x", count: 49) + "\"", String(repeating: "x", count: 49)),
        ]
        let parser = JSONParser()
        for _ in 0..<20 {
            let (one, two) = (values.randomElement(using: &random)!, values.randomElement(using: &random)!)
            let text = #"{"other":[1],"second":\#(two.json),"first":\#(one.json),"first":"again"}"#
            try Array(text.utf8).withUnsafeBytes { bytes in
                let view = try parser.parse(bytes)
                try withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 3) { positions in
                    positions.initialize(repeating: 0)
                    #expect(view.locate(table, into: positions) == 2)
                    let bound = view.textBound(ofValues: 2)
                    #expect(positions[2] == 0)
                    var texts: [String] = []
                    // Bytes behind the slack show whether they are touched.
                    let slack = bound + JSONView.textSlack
                    var room = [UInt8](repeating: 0xAA, count: slack + 8)
                    try room.withUnsafeMutableBytes { room in
                        let base = try #require(room.baseAddress)
                        var end = 0
                        for number in 0..<2 {
                            let length = view.value(at: positions[number]).writeText(to: base + end)
                            texts.append(String(decoding: room[end..<end + length], as: UTF8.self))
                            end += length
                        }
                        #expect(end <= bound)
                        #expect(room[slack...].allSatisfy { $0 == 0xAA })
                    }
                    #expect(texts == [one.text, two.text])
                }
            }
        }
    }
}
