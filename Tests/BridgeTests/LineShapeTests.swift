import FalcoBridge
import Testing

@Suite("Line shape")
struct LineShapeTests {
    struct Case: CustomTestStringConvertible {
        let line: String
        let shape: LineShape

        var testDescription: String {
            String(line.prefix(40))
        }
    }

    @Test(
        "Alerts, wrappers, text and blanks are told apart by their first bytes",
        arguments: [
            Case(line: "", shape: .blank),
            Case(line: " \t\r", shape: .blank),
            Case(line: #"{"hostname":"a"}"#, shape: .object(from: 0)),
            Case(line: #"  {"hostname":"a"}"#, shape: .object(from: 2)),
            // The byte order mark has three bytes.
            Case(line: "\u{FEFF}" + #"{"hostname":"a"}"#, shape: .object(from: 3)),
            Case(line: "\u{FEFF}docker : 2026-03-20T07:06:17+0000: Falco version: 0.43.0", shape: .text),
            // kubectl logs --timestamps: 30 characters and a space.
            Case(line: #"2026-04-06T14:25:19.123456789Z {"hostname":"a"}"#, shape: .object(from: 31)),
            // CRI: the same and "stdout F ", nine more.
            Case(line: #"2026-04-06T14:25:19.123456789Z stdout F {"hostname":"a"}"#, shape: .object(from: 40)),
            Case(line: #"2026-04-06T14:25:19.123456789Z stderr F Falco version: 0.43.0"#, shape: .text),
            Case(line: #"{"log":"{}\n","stream":"stdout"}"#, shape: .dockerWrapper),
            Case(line: "2026-04-06T14:25:19+0000: Falco version: 0.43.0 (x86_64)", shape: .text),
            Case(line: "2026-04-06T14:25:19+0000: [libs]: container: Enabled 'podman' container engine.", shape: .text),
            Case(line: "[libs]: Trying to open the right engine!", shape: .text),
            Case(line: "   /etc/falco/falco.yaml | schema validation: ok", shape: .text),
            Case(line: "13:53:31.726060287: Critical Some message (k=v)", shape: .textAlert(from: 0)),
            // Behind kubectl's 30 characters and a space, or CRI's nine more.
            Case(
                line: "2026-04-06T14:25:19.123456789Z 13:53:31.726060287: Critical Some message (k=v)",
                shape: .textAlert(from: 31)
            ),
            Case(
                line: "2026-04-06T14:25:19.123456789Z stdout F 13:53:31.726060287: Critical Some message (k=v)",
                shape: .textAlert(from: 40)
            ),
            Case(line: "2026-04-06T14:25:19.000000000+0000: Notice A shell", shape: .textAlert(from: 0)),
            Case(line: "2026-04-06T14:25:19+0000: Error: cannot open", shape: .text),
            Case(line: "Events detected: 29", shape: .text),
            // What looks like a time has an alert in it.
            Case(line: #"2{"output":"13:53:31.7: Critical x"}"#, shape: .text),
            Case(line: #"2026-04-06T14:25{"rule":"a stdout F "}"#, shape: .text),
            Case(line: #"5{"a":"b stdout P "#, shape: .text),
        ]
    )
    func tellsApart(example: Case) {
        #expect(Array(example.line.utf8).withUnsafeBytes { LineShape($0) } == example.shape)
    }

    @Test("An alert inside a line is found by the keys that alerts begin with")
    func findsTornStarts() {
        // 0         1         2         3
        // 0123456789012345678901234567890123456789
        let line = #"{"hostname":"h","output":"file{"hostname":"x","a":{"b":1}}{"uuid":1}"#
        let starts = Array(line.utf8).withUnsafeBytes { TornLine.starts(in: $0) }
        // `{"hostname":"h","output":"file` has 30 bytes; the second `{"b"` is not a start; `{"uuid"` ends the line with
        // its 10 bytes.
        #expect(starts == [30, line.utf8.count - 10])
        #expect(Array(#"{"hostname":"say {\"output\": here"}"#.utf8).withUnsafeBytes { TornLine.starts(in: $0) } == [])
    }
}
