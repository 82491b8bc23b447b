import CommandLineKit
import Testing

@Suite("What came from outside, on a terminal")
struct TerminalTextTests {
    @Test(
        "what moves, colors, links or turns is escaped; everything else stays",
        arguments: [
            ("a\u{1B}[2Jb", "a\\u001b[2Jb"), ("\u{9B}31m", "\\u009b31m"),
            ("\u{0}\u{7}\u{7F}\r", "\\u0000\\u0007\\u007f\\u000d"),
            ("\u{202E}gpj.exe\u{2066}\u{200F}", "\\u202egpj.exe\\u2066\\u200f"), ("a\u{2028}b", "a\\u2028b"),
            ("\u{E0041}", "\\udb40\\udc41"), ("tab\tand line\n", "tab\tand line\n"), ("größer 日本 🎉", "größer 日本 🎉"),
        ]
    )
    func escapes(text: String, expected: String) {
        #expect(TerminalText.escaped(text) == expected)
    }

    @Test("every way out of a command is escaped, but the one for exact bytes")
    func output() {
        let captured = CapturedOutput()
        let output = captured.commandOutput
        output.print("{\"a\":\"\u{9B}\"}")
        output.write("\u{1B}]8;;x\u{7}")
        output.report("\u{202E}")
        output.writeExact([0x1B])
        #expect(captured.output == "{\"a\":\"\\u009b\"}\n\\u001b]8;;x\\u0007\u{1B}")
        #expect(captured.error == "\\u202e\n")
    }

    @Test("bytes that are not UTF-8 are replaced: a terminal may take one of them for a control")
    func bytes() {
        let captured = CapturedOutput()
        [UInt8]([0x41, 0x9B, 0x42]).withUnsafeBytes { captured.commandOutput.write($0) }
        #expect(captured.output == "A\u{FFFD}B")
    }
}
