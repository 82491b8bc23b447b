import JSONText
import Testing

@Suite("A text that is not a document")
struct JSONFaultTests {
    @Test(
        "Each kind of fault has its code",
        arguments: [
            ("", .empty), ("  \n", .empty), ("{", .malformed), ("{\"a\":1}}", .malformed),
            ("{\"a\":1} {\"b\":2}", .malformed),
            ("nul", .malformed), ("\"open", .malformed), ("[1,]", .malformed), ("{'a':1}", .malformed),
            ("[01]", .number), ("[1.]", .number), ("\"\u{1}\"", .malformed),
            ("12:00:00.1: Notice a shell", .malformed),
        ] as [(String, JSONFault.Code)]
    )
    func codes(text: String, expected: JSONFault.Code) throws {
        let fault = try #require(faultOf(text))
        #expect(fault.code == expected)
        #expect(fault.description == "parsing JSON: \(fault.message); \(fault.remedy)")
        #expect(!fault.message.isEmpty)
    }

    @Test("Bytes that are not UTF-8 are told from broken JSON, wherever they are")
    func invalidUTF8() throws {
        for bad: [UInt8] in [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC0, 0x80]] {
            let inString = Array("{\"a\":\"".utf8) + bad + Array("\"}".utf8)
            #expect(faultOf(inString)?.code == .invalidUTF8, "\(bad)")
        }
    }

    @Test("A document of the limit's length is read, one byte more is too large")
    func length() {
        let parser = JSONParser(maximumBytes: 10)
        #expect(faultOf("[12345678]", parser) == nil)
        #expect(faultOf("[123456789]", parser)?.code == .tooLarge)
        #expect(faultOf("[1]", parser) == nil)
    }

    @Test("Nesting at the limit is read, deeper is too deep")
    func depth() {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        let parser = JSONParser(maximumDepth: 8)
        #expect(faultOf(nested(7), parser) == nil)
        #expect(faultOf(nested(9), parser)?.code == .tooDeep)
        #expect(faultOf(nested(100_000), parser)?.code == .tooDeep)
        #expect(faultOf(nested(7), parser) == nil)
    }

    @Test("Every prefix of a document is refused")
    func prefixes() {
        let text = Array(#"{"a":[1,-2.5,"x\u00e9",null,true],"b":{"c":"d"}}"#.utf8)
        let parser = JSONParser()
        #expect(faultOf(text, parser) == nil)
        for count in 0..<text.count {
            #expect(faultOf(Array(text[..<count]), parser) != nil, "\(count)")
        }
    }

    @Test("A text that is not a document leaves the parser usable")
    func usableAfterwards() {
        let parser = JSONParser()
        #expect(faultOf("{", parser)?.code == .malformed)
        #expect(faultOf("{}", parser) == nil)
    }
}
