import EventModel
import FalcoBridge
import LogPort
import PipelineTestKit
import StageRuntime
import Testing

@Suite("Values of a source topic")
struct TopicValueTests {
    private static let (one, two) = (sampleAlert(1), sampleAlert(2))

    /// A value, and what becomes of it: alerts, dead letters, skipped.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let value: String?
        var alerts: [String] = []
        var letters: [String] = []
        var skipped: UInt64 = 0

        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "tombstone", value: nil, skipped: 1),
        Case(name: "empty", value: "", skipped: 1),
        Case(name: "blanks", value: " \r\n", skipped: 1),
        Case(name: "array", value: "[\(one),\(two)]", alerts: [one, two]),
        Case(name: "lines", value: "\(one)\n\(two)\n", alerts: [one, two]),
        Case(name: "lines with CRLF", value: "\(one)\r\n\(two)\r\n", alerts: [one, two]),
        Case(name: "behind each other", value: one + two, alerts: [one, two]),
        Case(name: "an end of line behind it", value: "\(one)\n", alerts: ["\(one)\n"]),
        Case(name: "array with a broken one", value: "[\(one),{\"rule\":7}]", alerts: [one], letters: ["{\"rule\":7}"]),
        Case(name: "nothing in it", value: "[{\"rule\":7},8]", letters: ["[{\"rule\":7},8]"]),
        Case(name: "torn", value: "{torn", letters: ["{torn"]),
    ]

    @Test(
        "Each is what the body of a request would be; dead letters name the record, and the place moves on",
        arguments: cases
    )
    func value(_ tried: Case) throws {
        let source = MemoryLog()
        try TopicScene.create(in: source)
        try TopicScene.write([tried.value, sampleAlert(9)], to: source, key: "key")
        let harness = try IntakeHarness()
        try harness.start()
        let text = try TopicScene.run(TestSource(log: source), harness.intake) {
            harness.topicCounters()?.nextOffset == 2
        }
        #expect(text != nil)
        harness.stop()
        #expect(harness.receivedAlerts() == (tried.alerts + [sampleAlert(9)]).sorted())
        let letters = try harness.deadLetters()
        #expect(letters.map { String(decoding: $0.value, as: UTF8.self) } == tried.letters)
        #expect(letters.allSatisfy { $0.offset == 0 && $0.partition == 0 && $0.key == Array("key".utf8) })
        #expect(letters.allSatisfy { $0.topic == "kafka:broker:9092/falco" })
        #expect(harness.topicCounters()?.skipped == tried.skipped)
        #expect(harness.topicCounters()?.counts.isBalanced == true)
    }

    @Test("A mark of byte order before an alert is no fault")
    func byteOrderMark() throws {
        let source = MemoryLog()
        try TopicScene.create(in: source)
        try TopicScene.write(["\u{FEFF}\(Self.one)"], to: source)
        let harness = try IntakeHarness()
        try harness.start()
        _ = try TopicScene.run(TestSource(log: source), harness.intake) { harness.topicCounters()?.nextOffset == 1 }
        harness.stop()
        #expect(harness.topicCounters()?.appended == 1)
    }
}
