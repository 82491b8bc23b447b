import FalcoBridge
import Testing

@Suite("Split lines")
struct SplitLineTests {
    /// Feeds a text in pieces of a size and collects the lines, `~` behind a cut one, with the place after each block.
    private func read(
        _ text: String,
        size: Int = 1 << 20,
        maximum: Int = 1000,
        finishing: Bool = true
    ) -> (lines: [String], places: [UInt64]) {
        var reader = LineReader(maximumLineBytes: maximum)
        var lines: [String] = []
        var places: [UInt64] = []
        func take(_ block: LineBlock?) {
            guard let block else {
                return
            }
            lines += block.lines.map { String(decoding: block.bytes[$0.range], as: UTF8.self) + ($0.isCut ? "~" : "") }
            places.append(block.consumedBytes)
        }
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: size) {
            take(bytes[start..<min(bytes.count, start + size)].withUnsafeBytes { reader.feed($0) })
        }
        if finishing {
            take(reader.finish())
        }
        return (lines, places)
    }

    private static let stamp = "2026-04-06T14:25:19.123456789Z"

    private static func cri(_ stream: String, _ tag: String, _ text: String) -> String {
        "\(stamp) \(stream) \(tag) \(text)\n"
    }

    private static func docker(_ text: String, stream: String = "stdout") -> String {
        #"{"log":"\#(text)","stream":"\#(stream)","time":"2026-04-06T14:25:19.123456789Z"}"# + "\n"
    }

    @Test("Parts of a CRI line come out joined without their wrappers, wherever the bytes are cut", arguments: 1...40)
    func joinsCRI(size: Int) {
        let whole = Self.cri("stdout", "F", "whole")
        let text =
            whole + Self.cri("stdout", "P", #"{"rule":"#) + Self.cri("stdout", "P", #""Shell in "#)
            + Self.cri("stdout", "F", #"container"}"#) + whole
        let (lines, places) = read(text, size: size)
        let intact = String(whole.dropLast())
        #expect(lines == [intact, #"{"rule":"Shell in container"}"#, intact])
        #expect(places.last == UInt64(text.utf8.count))
    }

    @Test("Parts of the two streams may alternate, and the order of beginnings stays")
    func keepsStreamsApart() {
        let text =
            Self.cri("stdout", "P", "a1") + Self.cri("stderr", "P", "b1") + Self.cri("stderr", "F", "b2")
            + "plain\n" + Self.cri("stdout", "F", "a2")
        #expect(read(text).lines == ["a1a2", "b1b2", "plain"])
    }

    @Test("Docker's parts come out joined; only an unescaped line feed ends a text")
    func joinsDocker() {
        let end = Self.docker(#"end\\n"#)
        let text =
            Self.docker(#"{\"rule\":"#) + Self.docker(#"\"Sh\u00e9ll\"}\n"#) + Self.docker(#"one\n"#)
            // A backslash and the letter n: the text goes on.
            + end + Self.docker(#"more\n"#, stream: "stdout")
        #expect(
            read(text).lines == [#"{"rule":"Shéll"}"#, String(Self.docker(#"one\n"#).dropLast()), #"end\nmore"#]
        )
    }

    @Test("A position never lies inside a joined line: reading from it includes all its parts")
    func keepsPosition() {
        let first = Self.cri("stdout", "F", "first")
        let open = Self.cri("stdout", "P", "begun ")
        let between = Self.cri("stderr", "F", "other")
        let close = Self.cri("stdout", "F", "ended")
        let (lines, places) = read(first + open + between, finishing: false)
        #expect(lines == [String(first.dropLast())])
        #expect(places == [UInt64(first.utf8.count)])
        let rest = read(open + between + close)
        #expect(rest.lines == ["begun ended", String(between.dropLast())])
        // All in one: two joined lines one behind the other, and a place after each.
        let both = read(first + open + between + close + open, finishing: false)
        #expect(both.places == [UInt64((first + open + between + close).utf8.count)])
    }

    @Test("At the end of everything held lines come out as they are")
    func finishes() {
        let (lines, places) = read(Self.cri("stdout", "P", "never ended") + "last")
        #expect(lines == ["never ended", "last"])
        #expect(places.last == UInt64(Self.cri("stdout", "P", "never ended").utf8.count + 4))
    }

    @Test("Over the limit a joined line is cut once, the rest of its parts is dropped, and the next line is whole")
    func cutsAtLimit() {
        let part = String(repeating: "x", count: 40)
        let text =
            Self.cri("stdout", "P", part) + Self.cri("stdout", "P", part) + Self.cri("stdout", "P", part)
            + Self.cri("stdout", "F", part) + Self.cri("stdout", "F", "next")
        // A line of 39 bytes of wrapper and 40 of text fits; three texts are over 100.
        let (lines, _) = read(text, maximum: 100)
        #expect(
            lines == [String(repeating: "x", count: 100) + "~", String(Self.cri("stdout", "F", "next").dropLast())]
        )
    }

    @Test("A line that only looks like a wrapper passes as it is")
    func passesOthers() {
        let text = #"""
            {"log":1,"stream":"stdout"}
            {"log":"no end
            {"logs":"x","stream":"stdout"}
            2026-04-06T14:25:19Z stdout X text
            2026-04-06T14:25:19Z stdout
            1234567890123456789012345678901234567890123 stdout P x
            2026-04-06T14:25{"rule":"a stdout P text

            """#
        #expect(read(text).lines == text.split(separator: "\n").map(String.init))
    }
}
