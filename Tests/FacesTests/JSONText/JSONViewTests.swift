import Foundation
import JSONText
import PipelineTestKit
import Testing

/// Parses a text and hands its view to the body.
func withView<Result>(_ text: String, _ body: (JSONView) throws -> Result) throws -> Result {
    let parser = JSONParser()
    return try Array(text.utf8).withUnsafeBytes { try body(try parser.parse($0)) }
}

@Suite("A parsed document")
struct JSONViewTests {
    @Test("Every kind of word of the tape is read, and siblings follow each other")
    func everyKind() throws {
        let text = """
            {"object":{"a":[1,{"b":2}],"c":{}},"array":[[],[1.5],"x"],"string":"a\\"\\u00e9\\n","int":-9223372036854775808,\
            "uint":18446744073709551615,"double":-2.5e3,"yes":true,"no":false,"none":null,"end":1}
            """
        try withView(text) { view in
            #expect(view.kind == .object)
            var keys: [String] = []
            var kinds: [JSONView.Kind] = []
            for member in view.members {
                keys.append(String(decoding: member.key, as: UTF8.self))
                kinds.append(member.value.kind)
            }
            #expect(keys == ["object", "array", "string", "int", "uint", "double", "yes", "no", "none", "end"])
            #expect(
                kinds == [
                    .object, .array, .string, .int64, .uint64, .double, .boolTrue, .boolFalse, .null, .int64,
                ]
            )
            #expect(view.member("string")?.string == "a\"\u{e9}\n")
            #expect(view.member("int")?.int64 == Int64.min)
            #expect(view.member("int")?.uint64 == nil)
            #expect(view.member("uint")?.uint64 == UInt64.max)
            #expect(view.member("uint")?.int64 == nil)
            #expect(view.member("double")?.double == -2500)
            #expect(view.member("yes")?.bool == true)
            #expect(view.member("no")?.bool == false)
            #expect(view.member("none")?.isNull == true)
            #expect(view.member("none")?.bool == nil)
            #expect(view.member("missing") == nil)
            let array = try #require(view.member("array"))
            #expect(array.elements.map(\.kind) == [.array, .array, .string])
            #expect(array.members.map(\.value.kind).isEmpty)
            let inner = try #require(view.member("object"))
            #expect(inner.member("a")?.elements.map(\.kind) == [.int64, .object])
            #expect(inner.elements.map(\.kind).isEmpty)
            let end = try #require(view.member("end"))
            #expect(view.value(at: end.position).int64 == 1)
        }
    }

    @Test("Integers stay exact where a Double would not")
    func exactIntegers() throws {
        // 1724880904518808525 needs 61 bits; the nearest Double is 1724880904518808576.
        try withView("[1724880904518808525]") { view in
            #expect(view.elements.map(\.int64) == [1_724_880_904_518_808_525])
        }
    }

    @Test("A number of more than 64 bits, and one beyond a Double, is refused")
    func tooBigNumbers() {
        for text in ["[18446744073709551616]", "[-9223372036854775809]", "[1e400]"] {
            #expect(faultOf(text)?.code == .number, "\(text)")
        }
    }

    @Test("Members are found in any order, also after a look into another object")
    func anyOrder() throws {
        try withView(#"{"a":1,"b":{"c":2,"d":3},"e":[{"a":5}],"f":6}"#) { view in
            for _ in 0..<2 {
                #expect(view.member("f")?.int64 == 6)
                #expect(view.member("a")?.int64 == 1)
                let inner = try #require(view.member("b"))
                #expect(inner.member("d")?.int64 == 3)
                #expect(inner.member("c")?.int64 == 2)
                #expect(inner.member("a") == nil)
                #expect(view.member("a")?.int64 == 1)
                #expect(view.member("c") == nil)
                #expect(view.member("e")?.member("a") == nil)
                #expect(view.member("e")?.elements.map { $0.member("a")?.int64 } == [5])
                #expect(view.member("f")?.int64 == 6)
            }
        }
    }

    @Test("The next member of a repeated key is found, and both are walked")
    func repeatedKey() throws {
        try withView(#"{"a":1,"a":2}"#) { view in
            #expect(view.member("a")?.int64 == 1)
            #expect(view.member("a")?.int64 == 2)
            #expect(view.member("a")?.int64 == 1)
            #expect(view.members.map(\.value.int64) == [1, 2])
            let name = Array("a".utf8)
            #expect(name.withUnsafeBytes { view.member(bytes: $0)?.int64 } == 1)
        }
    }

    @Test(
        "A number is read in thousandths, halves away from zero",
        arguments: [
            ("1.5", 1500), ("-0.25", -250), ("0.0005", 1), ("-0.0005", -1), ("0.0004", 0), ("3", 3000),
            ("1e3", 1_000_000),
            ("9223372036854775", 9_223_372_036_854_775_000),
        ] as [(String, Int64)]
    )
    func thousandths(text: String, expected: Int64) throws {
        try withView("[\(text)]") { view in
            #expect(view.elements.map(\.milli) == [expected])
        }
    }

    @Test("A number that does not fit in thousandths gives nil")
    func thousandthsOutOfRange() throws {
        try withView(#"[9223372036854776, 1e300, "1", 18446744073709551615]"#) { view in
            #expect(view.elements.map(\.milli) == [nil, nil, nil, nil])
        }
    }

    @Test("The document's own text is kept while the view holds")
    func documentText() throws {
        let text = #" {"a" : [1, 2]} "#
        try withView(text) { view in
            #expect(String(decoding: view.documentText, as: UTF8.self) == text)
        }
    }

    @Test("A parser is used again with documents of every length, and nothing of an earlier one is seen")
    func reuse() throws {
        let parser = JSONParser()
        for length in [0, 1, 7, 4000, 4096, 4097, 20_000, 3, 100_000, 10] {
            let text = "{\"k\":\"" + String(repeating: "v", count: length) + "\",\"n\":\(length)}"
            let seen = try Array(text.utf8).withUnsafeBytes { bytes in
                let view = try parser.parse(bytes)
                return (view.member("k")?.stringBytes?.count, view.member("n")?.int64)
            }
            #expect(seen.0 == length)
            #expect(seen.1 == Int64(length))
        }
    }

    @Test("A borrowed text is read like a copied one, wherever it ends before memory that cannot be read")
    func borrowed() throws {
        let page = Int(getpagesize())
        let memory = try #require(
            mmap(nil, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
            "memory is there"
        )
        defer { munmap(memory, 2 * page) }
        #expect(mprotect(memory + page, page, PROT_NONE) == 0)
        let parser = JSONParser()
        let text = Array(#"{"a":"b\u00e9","n":[1,-2.5,true,null],"z":"end"}"#.utf8)
        for distance in 0...130 {
            let place = memory + (page - distance - text.count)
            text.withUnsafeBytes { bytes in
                place.copyMemory(from: bytes.baseAddress ?? UnsafeRawPointer(memory), byteCount: bytes.count)
            }
            // What stands behind a text is not looked at.
            (place + text.count).initializeMemory(as: UInt8.self, repeating: 0x22, count: distance)
            let view = try parser.parse(borrowing: UnsafeRawBufferPointer(start: place, count: text.count))
            #expect(view.documentText.elementsEqual(text))
            #expect(view.member("a")?.string == "bé")
            #expect(view.member("n")?.elements.map(\.milli) == [1000, -2500, nil, nil])
            #expect(view.member("z")?.string == "end")
            for cut in 0..<text.count {
                let start = page - distance - cut
                text.withUnsafeBytes { bytes in
                    (memory + start).copyMemory(from: bytes.baseAddress ?? UnsafeRawPointer(memory), byteCount: cut)
                }
                #expect(throws: JSONFault.self) {
                    try parser.parse(borrowing: UnsafeRawBufferPointer(start: memory + start, count: cut))
                }
            }
        }
    }

    @Test("Random documents read as Foundation reads them", arguments: 1...40 as ClosedRange<UInt64>)
    func randomDocuments(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let value = random.json(depth: 5)
        let data = try JSONSerialization.data(withJSONObject: ["value": value])
        let parser = JSONParser()
        let rebuilt = try data.withUnsafeBytes { bytes in foundation(try parser.parse(bytes)) }
        #expect(rebuilt as? NSDictionary == ["value": value] as NSDictionary)
    }
}

/// Returns the fault of a text, nil when it is a document.
func faultOf(_ text: String, _ parser: JSONParser = JSONParser()) -> JSONFault? {
    faultOf(Array(text.utf8), parser)
}

/// Returns the fault of bytes, nil when they are a document.
func faultOf(_ bytes: [UInt8], _ parser: JSONParser = JSONParser()) -> JSONFault? {
    do {
        _ = try bytes.withUnsafeBytes { _ = try parser.parse($0) }
        return nil
    } catch {
        return error as? JSONFault
    }
}

/// Returns what Foundation makes of the same value.
private func foundation(_ view: JSONView) -> Any {
    switch view.kind {
    case .object:
        var object: [String: Any] = [:]
        for member in view.members {
            object[String(decoding: member.key, as: UTF8.self)] = foundation(member.value)
        }
        return object
    case .array: return view.elements.map { foundation($0) }
    case .string: return view.string ?? ""
    case .int64: return NSNumber(value: view.int64 ?? 0)
    case .uint64: return NSNumber(value: view.uint64 ?? 0)
    case .double: return NSNumber(value: view.double ?? 0)
    case .boolTrue: return NSNumber(value: true)
    case .boolFalse: return NSNumber(value: false)
    case .null: return NSNull()
    }
}
