import FalcoBridge
import Testing

@Suite("Line assembler")
struct LineAssemblerTests {
    /// Feeds a text in pieces and collects the lines, `~` behind a cut one.
    private func lines(
        of text: String,
        pieces: [Int],
        maximum: Int = 100,
        finishing: Bool = true
    ) -> (lines: [String], consumed: UInt64) {
        var assembler = LineAssembler(maximumLineBytes: maximum)
        var lines: [String] = []
        var consumed: UInt64 = 0
        func take(_ block: LineBlock?) {
            guard let block else {
                return
            }
            lines += block.lines.map { String(decoding: block.bytes[$0.range], as: UTF8.self) + ($0.isCut ? "~" : "") }
            consumed = block.consumedBytes
        }
        let bytes = Array(text.utf8)
        var start = 0
        for size in pieces + [bytes.count] {
            let end = min(bytes.count, start + size)
            take(bytes[start..<end].withUnsafeBytes { assembler.feed($0) })
            start = end
        }
        if finishing {
            take(assembler.finish())
        }
        return (lines, consumed)
    }

    @Test("Lines come out the same however the bytes were cut into pieces", arguments: 1...9)
    func cutsAnywhere(size: Int) {
        let text = "one\r\ntwo\n\nfour\rfive\n\r\nlast"
        let pieces = [Int](repeating: size, count: text.utf8.count / size)
        let (lines, consumed) = lines(of: text, pieces: pieces)
        #expect(lines == ["one", "two", "", "four\rfive", "", "last"])
        #expect(consumed == UInt64(text.utf8.count))
    }

    @Test("Without its end a last line stays, and does not count as consumed")
    func keepsPartial() {
        let (lines, consumed) = lines(of: "one\ntwo", pieces: [], finishing: false)
        #expect(lines == ["one"])
        #expect(consumed == 4)
    }

    @Test("The beginning of a line over the limit comes out once, wherever its pieces end", arguments: 1...30)
    func cutsLongLines(size: Int) {
        let text = "short\n" + String(repeating: "x", count: 25) + "\nnext\n"
        let pieces = [Int](repeating: size, count: text.utf8.count / size)
        let (lines, consumed) = lines(of: text, pieces: pieces, maximum: 10)
        #expect(lines == ["short", "xxxxxxxxxx~", "next"])
        #expect(consumed == UInt64(text.utf8.count))
    }

    @Test("A line of exactly the limit is whole", arguments: [1, 3, 11, 100])
    func keepsLimit(size: Int) {
        let text = "0123456789\n0123456789"
        let pieces = [Int](repeating: size, count: text.utf8.count / size)
        #expect(lines(of: text, pieces: pieces, maximum: 10).lines == ["0123456789", "0123456789"])
    }

    @Test("The end of an empty source is not a line")
    func endsEmpty() {
        #expect(lines(of: "", pieces: []).lines.isEmpty)
        #expect(lines(of: "a\n", pieces: []).lines == ["a"])
    }
}
