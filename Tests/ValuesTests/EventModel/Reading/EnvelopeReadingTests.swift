import JSONText
import Testing

@testable import EventModel

@Suite struct EnvelopeReadingTests {
    static func envelope(
        _ text: String,
        _ occurrence: Occurrence? = nil,
        form: AlertForm? = nil
    ) throws -> AlertEnvelope {
        var reading = try ReadingFixture.read(text)
        if let form {
            var alert = reading.alert
            alert.form = form
            reading = AlertReader.Reading(alert: alert, isJSON: reading.isJSON)
        }
        let header = AlertEnvelope.Header(
            digest: Digest([UInt8](repeating: 7, count: Digest.byteCount)),
            profile: Profile("t/c/n"),
            entity: Entity("t/c/n"),
            tenant: "t",
            cluster: "c",
            door: "http",
            sender: "s",
            occurrence: occurrence
        )
        return AlertEnvelope(header: header, reading: reading, received: Array(text.utf8))
    }

    static func decoded(_ envelope: AlertEnvelope) throws -> AlertEnvelope {
        let parser = JSONParser()
        return try envelope.encoded.withUnsafeBytes { try parser.decode(AlertEnvelope.self, from: $0) }
    }

    @Test(
        "an envelope reads as the same alert in every form",
        arguments: [
            ReadingFixture.alert, ReadingFixture.text, #"{"event":\#(ReadingFixture.alert)}"#,
            ReadingFixture.quoted(ReadingFixture.alert), ReadingFixture.alert.replacing("A shell", with: "A\tshell"),
            "Sep 16 10:00:01 node-b sshd[1]: x " + ReadingFixture.text,
        ]
    )
    func roundTrips(_ text: String) throws {
        for occurrence in [nil, Occurrence(door: "http", ordinal: 3)] {
            let envelope = try Self.envelope(text, occurrence)
            let decoded = try Self.decoded(envelope)
            #expect(decoded.alert == envelope.alert)
            #expect(decoded.id == envelope.id)
            #expect(decoded.occurrence == occurrence)
            #expect(decoded.encoded == envelope.encoded)
        }
    }

    @Test("a rescued alert is told in its facts, also after it was kept")
    func marksFacts() throws {
        let envelope = try Self.envelope(ReadingFixture.alert, form: .rescued)
        #expect(Facts(of: envelope.alert).form == "rescued")
        #expect(Facts(of: try Self.decoded(envelope).alert).form == "rescued")
        #expect(Facts(of: try Self.envelope(ReadingFixture.alert).alert).form == nil)
        #expect(Facts(of: try Self.envelope(ReadingFixture.text).alert).form == "text")
    }

    @Test("occurrences have ids of their own, by door and ordinal")
    func makesIDs() throws {
        var ids: Set<EventID> = [try Self.envelope(ReadingFixture.alert).id]
        for door in ["http", "east/http", "file:/a"] {
            for ordinal: UInt64 in 1...100 {
                ids.insert(try Self.envelope(ReadingFixture.alert, Occurrence(door: door, ordinal: ordinal)).id)
            }
        }
        #expect(ids.count == 301)
    }

    @Test("an envelope whose id is not that of its occurrence is refused")
    func refusesWrongIDs() throws {
        let envelope = try Self.envelope(ReadingFixture.alert, Occurrence(door: "http", ordinal: 3))
        let text = String(decoding: envelope.encoded, as: UTF8.self).replacing(#""ordinal":3"#, with: #""ordinal":4"#)
        let parser = JSONParser()
        #expect(throws: PayloadFault.self) {
            try Array(text.utf8).withUnsafeBytes { try parser.decode(AlertEnvelope.self, from: $0) }
        }
    }
}
