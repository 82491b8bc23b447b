import Testing

@testable import EventModel

@Suite struct AlertWrapperTests {
    static let alert = ReadingFixture.alert
    static let quoted = ReadingFixture.quoted(alert)
    static let base64 = ReadingFixture.base64(alert)

    /// Other products' objects around one alert.
    static let wrapped: [String] = [
        #"{"specversion":"1.0","type":"x","rule":"R","time":"2026-01-01T00:00:00Z","source":"s","data":\#(alert)}"#,
        #"{"specversion":"1.0","type":"x","data_base64":\#(base64)}"#,
        #"{"_index":"falco","_source":\#(alert)}"#,
        #"{"rule":{"name":"Shell"},"event":{"kind":"alert","original":\#(quoted)}}"#,
        #"{"event":\#(alert),"outputs":["x"]}"#,
        #"{"time":1772359200.1,"sourcetype":"falcosidekick","event":\#(quoted)}"#,
        #"{"insertId":"a","jsonPayload":\#(alert)}"#,
        #"{"stream":"stdout","log":\#(quoted),"time":"2026-01-01T00:00:00Z"}"#,
        #"{"log":\#(ReadingFixture.quoted("2026-03-01T10:00:00.5Z stdout F " + alert))}"#,
        #"{"__REALTIME_TIMESTAMP":"1772359200000000","MESSAGE":\#(quoted)}"#,
        #"{"MESSAGE":[\#(Array(alert.utf8).map { "\($0)" }.joined(separator: ","))]}"#,
        #"{"message":{"data":\#(base64),"messageId":"1"},"subscription":"s"}"#,
        #"{"Type":"Notification","Message":\#(quoted)}"#,
        #"{"id":"1","timestamp":1772359200123,"message":\#(quoted)}"#,
        #"{"schema":null,"payload":\#(alert)}"#,
        #"{"data":\#(base64)}"#,
        #"{"json":\#(quoted)}"#,
        #"{"_source":{"event":\#(quoted)}}"#,
        quoted,
        ReadingFixture.quoted(quoted),
    ]

    @Test("an alert inside another product's object reads as the alert itself", arguments: wrapped)
    func unwraps(_ text: String) throws {
        let plain = try ReadingFixture.read(Self.alert).alert
        var alert = try ReadingFixture.read(text).alert
        #expect(alert.form == .unwrapped)
        alert.form = .plain
        #expect(alert == plain)
    }

    @Test(
        "what looks like another product's data is refused with its name",
        arguments: [
            (#"{"kind":"EventList","apiVersion":"audit.k8s.io/v1","items":[]}"#, "audit.k8s.io"),
            (#"{"version":"4","groupKey":"g","receiver":"r","alerts":[{"labels":{"rule":"R"}}]}"#, "Alertmanager"),
            (#"{"labels":{"rule":"R"},"annotations":{},"endsAt":"2026-03-01T10:01:16Z"}"#, "Alertmanager"),
            (#"{"rule":{"level":12},"agent":{"id":"1"},"data":\#(alert)}"#, "Wazuh"),
            (#"{"originator":"policy","content":{"ruleName":"R"},"rule":""}"#, "Sysdig"),
            (#"{"Type":"SubscriptionConfirmation","SubscribeURL":"http://192.0.2.1/"}"#, "SNS"),
            (#"{"streams":[]}"#, "Loki"),
            (#""only a text""#, "JSON string"),
            ("17", "single JSON value"),
        ]
    )
    func names(_ text: String, _ name: String) throws {
        let fault = #expect(throws: PayloadFault.self) { try ReadingFixture.read(text) }
        #expect(fault?.message.contains(name) == true, "\(fault.debugDescription)")
    }

    @Test("records of Eyrie's own topics are no alerts when they are sent back")
    func refusesOwnRecords() throws {
        let reading = try ReadingFixture.read(Self.alert)
        let header = AlertEnvelope.Header(
            digest: Digest([UInt8](repeating: 7, count: Digest.byteCount)),
            profile: Profile("t/c/n"),
            entity: Entity("t/c/n"),
            tenant: "t",
            cluster: "c",
            door: "http",
            sender: "s"
        )
        let envelope = AlertEnvelope(header: header, reading: reading, received: Array(Self.alert.utf8))
        let fault = #expect(throws: PayloadFault.self) { try ReadingFixture.read(envelope.encoded) }
        #expect(fault?.message.contains("Eyrie's own") == true)
    }

    @Test("wrappers are followed to their limit and not behind it")
    func endsAtItsDepth() throws {
        var text = Self.alert
        for _ in 0..<3 { text = #"{"event":\#(ReadingFixture.quoted(text))}"# }
        #expect(try ReadingFixture.read(text).alert.rule == "Shell")
        for _ in 0..<6 { text = #"{"event":\#(ReadingFixture.quoted(text))}"# }
        #expect(throws: PayloadFault.self) { try ReadingFixture.read(text) }
    }

    @Test("a rule without output and fields is refused with what is missing")
    func wantsOutputOrFields() throws {
        let fault = #expect(throws: PayloadFault.self) {
            try ReadingFixture.read(#"{"rule":"R","time":"2026-03-01T10:00:00Z"}"#)
        }
        #expect(fault?.message == "there is a rule, and neither output nor output_fields")
    }
}
