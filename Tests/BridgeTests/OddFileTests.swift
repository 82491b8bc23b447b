import EventModel
import Foundation
import PipelineTestKit
import Testing

@testable import FalcoBridge

/// How lines of files that no tool wrote line by line come out.
@Suite("Odd files")
struct OddFileTests {
    private static func alert(_ number: Int, pretty: Bool = false) -> String {
        let (feed, indent) = pretty ? ("\n", "  ") : ("", "")
        let members = [#""output":"x {[\" \#(number)""#, #""tags":[\#(feed)"a"\#(feed)]"#, #""rule":"R""#]
        return "{\(feed)" + members.map { indent + $0 }.joined(separator: ",\(feed)") + "\(feed)}"
    }

    /// What a reader makes of a text that arrives in pieces of so many bytes.
    private static func lines(_ text: String, by step: Int, maximum: Int = 1 << 20) -> [String] {
        var reader = LineReader(maximumLineBytes: maximum)
        var lines: [String] = []
        func take(_ block: LineBlock?) {
            guard let block else { return }
            lines += block.lines.map { String(decoding: block.bytes[$0.range], as: UTF8.self) }
        }
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: step) {
            bytes[start..<min(start + step, bytes.count)].withUnsafeBytes { take(reader.feed($0)) }
        }
        take(reader.finish())
        return lines
    }

    @Test("an object over several lines is one piece, whatever arrives together", arguments: [1, 7, 64, 4096])
    func joinsObjects(_ step: Int) {
        let objects = (0..<20).map { Self.alert($0, pretty: true) }
        #expect(Self.lines(objects.joined(separator: "\n"), by: step) == objects)
        let array = "[\n" + objects.joined(separator: ",\n") + "\n]\n"
        #expect(Self.lines(array, by: step) == ["["] + objects + ["]"])
    }

    @Test("a torn object does not swallow the lines behind it", arguments: [1, 7, 64, 4096])
    func letsTornObjectsGo(_ step: Int) {
        let (open, cut) = (#"{"output":"a","priority":"Notice","#, #"{"output":"a"#)
        let torn = [open, Self.alert(1), cut, Self.alert(2), "text", Self.alert(3)]
        #expect(Self.lines(torn.joined(separator: "\n"), by: step) == torn)
    }

    @Test("an object that is longer than the limit comes out as its lines")
    func boundsObjects() {
        let lines = ["{"] + (0..<200).map { #"  "k\#($0)": 1,"# } + [#"  "z": 1"#, "}"]
        #expect(Self.lines(lines.joined(separator: "\n"), by: 100, maximum: 512) == lines)
    }

    @Test("a line that is an array longer than a line may be comes out as its elements", arguments: [7, 64, 1000])
    func cutsLongLists(_ step: Int) {
        let alerts = (0..<100).map { Self.alert($0) }
        for end in ["", "\n"] {
            let found = Self.lines("[" + alerts.joined(separator: ", ") + "]" + end, by: step, maximum: 1024)
            #expect(found.filter { $0.contains("rule") } == alerts)
        }
    }

    @Test(
        "text that may hold an alert is told from text that does not",
        arguments: [
            (#"and "rule":"R" in it"#, true), ("CEF:0|Falco|", true), ("a\0b", true), (#"xyz","time":"t"}"#, true),
            ("who 10:00:00.123456789: Notice A", true), ("\u{1F}", false), ("Falco version: 0.43.0", false),
            ("Sep 16 06:24:00 node-b sshd[1]: Accepted publickey", false),
            ("2026-03-01T10:00:00+0000: Loading rules", false),
            ("Events detected: 29", false), ("}", false),
        ]
    )
    func hints(_ line: String, _ mayHoldAlert: Bool) {
        let reason = Array(line.utf8).withUnsafeBytes { LineHint.reason(of: $0) }
        #expect((reason != nil) == mayHoldAlert, "\(reason ?? "")")
    }

    @Test("the log of another container is told by its path")
    func knowsContainerLogs() {
        let id = String(repeating: "a", count: 64)
        #expect(ContainerLogPath.isForeign("/var/log/containers/web-1_shop_app-\(id).log"))
        #expect(!ContainerLogPath.isForeign("/var/log/containers/falco-x_security_falco-\(id).log"))
        #expect(ContainerLogPath.isForeign("/var/log/pods/shop_web-1_uid/app/0.log"))
        #expect(!ContainerLogPath.isForeign("/var/log/pods/falco_falco-x_uid/falco/0.log"))
        #expect(!ContainerLogPath.isForeign("/var/log/falco/events.json"))
        #expect(!ContainerLogPath.isForeign("stdin"))
    }

    @Test("every tenth, hundredth and so on of equal refused bodies is told")
    func tellsRefusedBodies() {
        #expect((1...1000).filter { RefusedBodies.isTold($0) } == [1, 10, 100, 1000])
        var bodies = RefusedBodies()
        let key = DuplicateWindow.Key(id: EventID(high: 1, low: 2), kind: "http", sender: "a")
        #expect(bodies.count(key, at: 0) == 1)
        bodies.forgetPending()
        #expect(bodies.count(key, at: 0) == 1)
        bodies.keepPending()
        #expect(bodies.count(key, at: 1) == 2)
        #expect(bodies.count(key, at: RefusedBodies.windowMilliseconds + 1) == 1)
    }
}
