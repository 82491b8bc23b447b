import FalcoBridge
import Testing

@Suite("Syslog messages")
struct SyslogMessageTests {
    struct Case: CustomTestStringConvertible {
        let line: String
        let message: String

        var testDescription: String {
            String(line.prefix(60))
        }
    }

    @Test(
        "The message part is found in both forms, and in what is neither",
        arguments: [
            // RFC 5424, section 6.5.
            Case(
                line:
                    "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \u{FEFF}'su root' failed on /dev/pts/8",
                message: "'su root' failed on /dev/pts/8"
            ),
            Case(
                line:
                    "<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It's time to make the do-nuts.",
                message: "%% It's time to make the do-nuts."
            ),
            Case(
                line:
                    #"<165>1 2003-10-11T22:14:15.003Z h evntslog - ID47 [a@1 i="3" s="A] \"p\""][b@1 c="high"] {"rule":1}"#,
                message: #"{"rule":1}"#
            ),
            Case(line: #"<165>1 2003-10-11T22:14:15.003Z h evntslog - ID47 [a@1 i="3"]"#, message: ""),
            Case(line: "<165>1 - - - - - -", message: ""),
            Case(line: #"<132>1 - - falco 1 - - {"a":": "}"#, message: #"{"a":": "}"#),
            // RFC 3164, section 5.4.
            Case(
                line: "<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8",
                message: "'su root' failed for lonvick on /dev/pts/8"
            ),
            // glibc's syslog(3) to /dev/log, as Falco calls it: no host.
            Case(line: #"<132>Nov 21 16:45:58 falco[123]: {"rule":"a: b"}"#, message: #"{"rule":"a: b"}"#),
            Case(line: #"<132>Nov  1 16:45:58 falco: {"rule":1}"# + "\n", message: #"{"rule":1}"#),
            Case(line: #"<132>Nov  1 16:45:58 falco: {"rule":1}"# + "\u{0}", message: #"{"rule":1}"#),
            // rsyslog's forward format.
            Case(line: #"<132>2026-11-21T16:45:58.123456+00:00 host falco[1]: {"a":1}"#, message: #"{"a":1}"#),
            Case(line: #"<132>{"a": {"b": 1}}"#, message: #"{"a": {"b": 1}}"#),
            Case(line: #"<132>Nov 21 16:45:58 host {"a": 1}"#, message: #"{"a": 1}"#),
            Case(line: "<13>words and nothing more", message: "words and nothing more"),
            // Falco's text form keeps its time.
            Case(
                line: "<132>Nov 21 16:45:58 falco[1]: 13:53:31.726060287: Critical Some message",
                message: "13:53:31.726060287: Critical Some message"
            ),
            // No syslog at all.
            Case(line: #"{"rule":1}"#, message: #"{"rule":1}"#),
            Case(line: "<999>1 x", message: "<999>1 x"),
            Case(line: "<1x>a: b", message: "<1x>a: b"),
            Case(line: "<>a: b", message: "<>a: b"),
            Case(line: "", message: ""),
        ]
    )
    func findsMessage(example: Case) {
        let bytes = Array(example.line.utf8)
        let range = bytes.withUnsafeBytes { SyslogMessage.range(in: $0) }
        #expect(String(decoding: bytes[range], as: UTF8.self) == example.message)
    }

    private func read(_ text: String, size: Int, maximum: Int = 1000) -> [String] {
        var stream = SyslogStream(maximumMessageBytes: maximum)
        let bytes = Array(text.utf8)
        var messages: [String] = []
        func take(_ block: LineBlock?) {
            messages += (block?.lines ?? []).map { line in
                String(decoding: block?.bytes[line.range] ?? [], as: UTF8.self) + (line.isCut ? "~" : "")
            }
        }
        for start in stride(from: 0, to: bytes.count, by: size) {
            take(bytes[start..<min(bytes.count, start + size)].withUnsafeBytes { stream.feed($0) })
        }
        take(stream.finish())
        return messages
    }

    private static func counted(_ text: String) -> String {
        "\(text.utf8.count) \(text)"
    }

    @Test(
        "A stream may count octets or end messages by LF or NUL, even by turns, wherever it is cut",
        arguments: 1...50
    )
    func framings(size: Int) {
        let text =
            Self.counted("<13>a: one\nin two lines") + "<13>a: two\n" + "<13>a: three\u{0}"
            + Self.counted("<13>1 - - - - - - four") + "5 is no count\n" + Self.counted("<13>a: five") + "\n"
            + "<13>a: last"
        #expect(
            read(text, size: size)
                == ["one\nin two lines", "two", "three", "four", "5 is no count", "five", "last"]
        )
    }

    @Test("A message over the limit comes out cut once, and the next one is whole", arguments: 1...40)
    func cutsLong(size: Int) {
        // Behind `<13>a: `, which has 7 bytes, 23 of 30 are left.
        let long = "<13>a: " + String(repeating: "x", count: 100)
        let cut = String(repeating: "x", count: 23) + "~"
        let text = Self.counted(long) + Self.counted("<13>a: b") + long + "\n<13>a: c\n"
        #expect(read(text, size: size, maximum: 30) == [cut, "b", cut, "c"])
    }

    @Test("A counted message whose sender ends too early comes out as far as it came")
    func endsEarly() {
        #expect(read("40 <13>a: beginning", size: 7) == ["beginning"])
    }
}
