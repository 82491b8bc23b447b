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

    @Test("Values are located by what is behind the first stop of their keys, the first of equal ones")
    func behindStop() throws {
        let table = JSONKeyTable([(Array("user".utf8), 0), (Array("user.name".utf8), 1), (Array("[/user]".utf8), 64)])
        let text =
            #"{"user":1,"a.user":2,"b.user":3,"a.b.user":4,".user.name":[5],"a.users":6,"a.":7,"value.[/user]":"x"}"#
        let parser = JSONParser()
        try Array(text.utf8).withUnsafeBytes { bytes in
            let view = try parser.parse(bytes)
            try withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 65) { positions in
                let places = try #require(positions.baseAddress)
                var locations = JSONLocations()
                view.locate(table, behind: 0x2E, into: places, &locations)
                #expect(locations.found == JSONKeySet(low: 3, high: 1))
                #expect(view.value(at: places[0]).int64 == 2)
                #expect(view.value(at: places[1]).elements.first { _ in true }?.int64 == 5)
                #expect(view.value(at: places[64]).string == "x")
                // What is no object has no keys.
                view.value(at: places[1]).locate(table, behind: 0x2E, into: places, &locations)
                #expect(locations.found == JSONKeySet(low: 3, high: 1))
            }
        }
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
            let list = #"[1,"x","",["n"],"\u00e9"]"#
            let text = #"{"other":\#(list),"second":\#(two.json),"first":\#(one.json),"first":"again"}"#
            try Array(text.utf8).withUnsafeBytes { bytes in
                let view = try parser.parse(bytes)
                try withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 3) { positions in
                    positions.initialize(repeating: 0)
                    let places = try #require(positions.baseAddress)
                    var locations = JSONLocations()
                    view.locate(table, into: places, &locations)
                    #expect(locations.found == JSONKeySet(low: 3))
                    #expect(positions[2] == 0)
                    let list = try #require(view.member("other"))
                    #expect(list.countStrings(&locations) == 3)
                    let start = 5 * 8
                    let bound = start + view.textBound(locations)
                    var texts: [String] = []
                    // Bytes behind the bound show whether they are touched.
                    var room = [UInt8](repeating: 0xAA, count: bound + 8)
                    try room.withUnsafeMutableBytes { room in
                        let base = try #require(room.baseAddress)
                        let ranges = base.bindMemory(to: UInt32.self, capacity: 10)
                        let copied = view.copyTexts(
                            of: JSONKeySet(low: 7),
                            at: places,
                            locations,
                            list: list,
                            into: base,
                            from: start,
                            ranges: ranges
                        )
                        #expect(copied.listed == 2 && copied.end <= bound)
                        for number in 0..<5 {
                            let begin = Int(ranges[2 * number])
                            let end = begin + Int(ranges[2 * number + 1])
                            texts.append(String(decoding: room[begin..<end], as: UTF8.self))
                        }
                        #expect(room[bound...].allSatisfy { $0 == 0xAA })
                    }
                    #expect(texts == [one.text, two.text, "", "x", "é"])
                }
            }
        }
    }
}
