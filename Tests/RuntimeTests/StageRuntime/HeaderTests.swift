import LogPort
import PipelineTestKit
import StageRuntime
import Testing

@Suite("Headers")
struct HeaderTests {
    private func value(_ name: StaticString, in headers: [UInt8]) -> String? {
        headers.withUnsafeBytes { buffer in
            RecordHeaders.find(name, in: buffer).map { String(decoding: $0, as: UTF8.self) }
        }
    }

    @Test("a header is found by its whole name, the first one of a name wins")
    func find() {
        var headers: [UInt8] = []
        RecordHeaders.append(RecordHeaders.contentType, Array("application/json".utf8), to: &headers)
        RecordHeaders.append(RecordHeaders.source, Array("t/0/1/0".utf8), to: &headers)
        RecordHeaders.append(RecordHeaders.source, Array("t/0/2/0".utf8), to: &headers)
        #expect(value("eyrie-source", in: headers) == "t/0/1/0")
        #expect(value("content-type", in: headers) == "application/json")
        #expect(value("eyrie-sourc", in: headers) == nil)
        #expect(value("eyrie-recency", in: headers) == nil)
        #expect(value("eyrie-source", in: []) == nil)
    }

    @Test("the encoding is two bytes of name length, name, four bytes of value length, value")
    func encoding() {
        var headers: [UInt8] = []
        RecordHeaders.append("ab", [UInt8](repeating: 7, count: 258), to: &headers)
        // 258 = 0x0102, little-endian 02 01 00 00.
        #expect(Array(headers[..<8]) == [2, 0, 97, 98, 2, 1, 0, 0])
        #expect(headers.count == 8 + 258)
    }

    @Test("bytes that break off hide what they break and nothing before it")
    func truncated() {
        var headers: [UInt8] = []
        RecordHeaders.append("first", Array("1".utf8), to: &headers)
        let whole = headers.count
        RecordHeaders.append("second", Array("2".utf8), to: &headers)
        for length in 0..<headers.count {
            let cut = Array(headers[..<length])
            #expect(value("first", in: cut) == (length >= whole ? "1" : nil), "\(length) bytes")
            #expect(value("second", in: cut) == nil, "\(length) bytes")
        }
        #expect(value("second", in: headers) == "2")
    }

    @Test(
        "a source coordinate is the last two numbers of its header",
        arguments: [
            ("eyrie.alerts.v1/3/120/0", 120, 0), ("t/0/0/17", 0, 17), ("a/b/c/5/6", 5, 6),
            ("t/0/999999999999999999/1", 999_999_999_999_999_999, 1), ("/7/8", 7, 8),
        ] as [(String, Int64, Int64)]
    )
    func coordinate(text: String, offset: Int64, index: Int64) {
        let parsed = Array(text.utf8).withUnsafeBytes { SourceCoordinate($0) }
        #expect(parsed == SourceCoordinate(offset: offset, index: index))
    }

    @Test(
        "an invalid source coordinate is refused",
        arguments: [
            "", "/", "1", "1/2", "t/0/1/", "t/0//1", "t/0/-1/0", "t/0/1/x", "t/0/1 /0", "t/1234567890123456789/0",
        ]
    )
    func noCoordinate(text: String) {
        #expect(Array(text.utf8).withUnsafeBytes { SourceCoordinate($0) } == nil)
    }

    @Test("coordinates are ordered by offset, then by index")
    func order() {
        let rising = [(0, 0), (0, 1), (1, 0), (2, 0), (10, 3)].map {
            SourceCoordinate(offset: $0.0, index: $0.1)
        }
        #expect(zip(rising, rising.dropFirst()).allSatisfy { $0 < $1 })
        #expect(!(rising[1] < rising[1]))
    }
}
