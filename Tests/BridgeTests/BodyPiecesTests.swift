import FalcoBridge
import PipelineTestKit
import Testing

@Suite("Pieces of a body")
struct BodyPiecesTests {
    private func pieces(_ body: String) -> [String] {
        Array(body.utf8).withUnsafeBytes { bytes in
            var pieces = BodyPieces(bytes)
            var found: [String] = []
            while let piece = pieces.next() {
                found.append(String(decoding: piece, as: UTF8.self))
            }
            return found
        }
    }

    @Test("Elements of an array come out byte for byte, however they are spaced")
    func arrays() {
        #expect(pieces(#"[{"a":1},{"b":"]"}]"#) == [#"{"a":1}"#, #"{"b":"]"}"#])
        #expect(
            pieces("\n [ {\"a\" : [1, {\"c\":2}]}\n ,\t{ }, [3], 4, \"x,y\" ] ") == [
                "{\"a\" : [1, {\"c\":2}]}", "{ }", "[3]", "4", "\"x,y\"",
            ]
        )
        #expect(pieces(#"[{"a":"\"}"},{"b":"\\"}]"#) == [#"{"a":"\"}"}"#, #"{"b":"\\"}"#])
        #expect(pieces("[]") == [])
        #expect(pieces("[,]") == [])
    }

    @Test("Lines, values behind each other, and objects over several lines come out whole")
    func values() {
        #expect(pieces("{\"a\":1}\n{\"b\":2}\r\n\n{\"c\":3}") == [#"{"a":1}"#, #"{"b":2}"#, #"{"c":3}"#])
        #expect(pieces(#"{"a":1}{"b":2} {"c":3}"#) == [#"{"a":1}"#, #"{"b":2}"#, #"{"c":3}"#])
        #expect(pieces("{\n \"a\": 1\n}\n{\n}\n") == ["{\n \"a\": 1\n}", "{\n}"])
        #expect(pieces("[{\"a\":1}]\n{\"b\":2}\n[{\"c\":3}]") == [#"{"a":1}"#, #"{"b":2}"#, #"{"c":3}"#])
        #expect(pieces("banner text \n{\"a\":1}\nmore text") == ["banner text", #"{"a":1}"#, "more text"])
    }

    @Test("Behind a torn value each line is a piece, so whole ones are found")
    func torn() {
        #expect(pieces("{\"a\":\"x\n{\"b\":2}\n{\"c\":3}\n") == [#"{"a":"x"#, #"{"b":2}"#, #"{"c":3}"#])
        #expect(pieces("{\"a\":\n{\"b\":2}\n{\"c\":3}") == [#"{"a":"#, #"{"b":2}"#, #"{"c":3}"#])
        #expect(pieces(#"[{"a":1},{"b"#) == [#"{"a":1}"#, #"{"b"#])
        #expect(
            pieces("[\n{\"a\":1},\n{\"b\":\"x\n,\n{\"c\":3},\n{\"d\":4}\n]\n") == [
                #"{"a":1}"#, #"{"b":"x"#, #"{"c":3}"#, #"{"d":4}"#,
            ]
        )
    }

    @Test("Lines alone are cut where lines end, whatever is in them")
    func lines() {
        let found = Array("{\"a\":\n{\"b\":1},\n\n]\n}".utf8).withUnsafeBytes { bytes in
            var pieces = BodyPieces(linesOf: bytes)
            var found: [String] = []
            while let piece = pieces.next() {
                found.append(String(decoding: piece, as: UTF8.self))
            }
            return found
        }
        #expect(found == [#"{"a":"#, #"{"b":1}"#, "}"])
    }

    @Test("Control characters between pieces are blanks, in an array, between values and as a line of their own")
    func controls() {
        // Each of these once ended the process, or hid what stands behind.
        #expect(pieces("[ \u{1},{\"a\":1}]") == [#"{"a":1}"#])
        #expect(pieces("\u{1}\n{\"a\":1}\n\u{0}\n{\"b\":2}") == [#"{"a":1}"#, #"{"b":2}"#])
        #expect(pieces("{\"a\":1}\u{0}{\"b\":2}\u{0}") == [#"{"a":1}"#, #"{"b":2}"#])
        #expect(pieces("[\u{1F}") == [])
    }

    @Test("Every byte that is not a separator is in one piece, and it ends in time", arguments: 1...200)
    func covers(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let alphabet = Array(#"{}[]",:\a1"#.utf8) + [0x0A, 0x20, 0x0D, 0xFF, 0x00, 0x01, 0x7F]
        let body = (0..<random.below(400)).map { _ in random.pick(alphabet) }
        body.withUnsafeBytes { bytes in
            var pieces = BodyPieces(bytes)
            var end = 0
            while let piece = pieces.next(), let base = bytes.baseAddress, let start = piece.baseAddress {
                let begin = start - base
                #expect(begin >= end && !piece.isEmpty)
                // Between two pieces stand separators alone.
                #expect(bytes[end..<begin].allSatisfy { $0 <= 0x20 || [0x2C, 0x5B, 0x5D].contains($0) })
                end = begin + piece.count
            }
            #expect(bytes[end...].allSatisfy { $0 <= 0x20 || [0x2C, 0x5B, 0x5D].contains($0) })
        }
    }

    @Test("A body of a million opening braces is cut in linear time")
    func braces() {
        let body = String(repeating: "{\n", count: 500_000)
        #expect(pieces(body).count == 500_000)
        #expect(pieces(String(repeating: "[", count: 1_000_000)).count <= 1)
    }
}
