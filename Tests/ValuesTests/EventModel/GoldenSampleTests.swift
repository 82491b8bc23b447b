import Cryptography
import EventModel
import Foundation
import JSONText
import PipelineTestKit
import Testing

/// A golden sample: what a file of `Topics/samples` holds, without the last end of line.
struct Sample: CustomTestStringConvertible, Sendable {
    let name: String
    let bytes: [UInt8]

    var testDescription: String { name }

    /// The payload's name in the file's name, such as `alert-envelope`.
    var payload: String {
        let payloads = [
            "alert-envelope", "audit-entry", "control", "dead-letter", "delivery", "incident", "model-manifest",
            "sensor",
            "vector", "verdict",
        ]
        return payloads.first { name.hasPrefix($0) } ?? "unknown"
    }

    static let folder = Checkout.root.appending(path: "Topics/samples")

    static let all: [Sample] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.sorted().map { name in
            var bytes = (try? Data(contentsOf: folder.appending(path: name))).map { [UInt8]($0) } ?? []
            if bytes.last == 0x0A { bytes.removeLast() }
            return Sample(name: name, bytes: bytes)
        }
    }()

    static func named(_ name: String) throws -> Sample {
        try #require(all.first { $0.name == name + ".v1.json" })
    }
}

@Suite("Golden samples")
struct GoldenSampleTests {
    @Test("There is a sample of every payload")
    func complete() {
        let payloads = Set(Sample.all.map(\.payload))
        #expect(
            payloads == [
                "alert-envelope", "audit-entry", "control", "dead-letter", "delivery", "incident", "model-manifest",
                "sensor", "vector", "verdict",
            ]
        )
    }

    @Test("Every sample decodes and encodes to itself, byte for byte", arguments: Sample.all)
    func identity(sample: Sample) throws {
        let encoded =
            switch sample.payload {
            case "alert-envelope": try reencoded(AlertEnvelope.self, sample)
            case "audit-entry": try reencoded(AuditEntry.self, sample)
            case "control": try reencoded(Control.self, sample)
            case "dead-letter": try reencoded(DeadLetter.self, sample)
            case "delivery": try reencoded(DeliveryEvent.self, sample)
            case "incident": try reencoded(IncidentEvent.self, sample)
            case "model-manifest": try reencoded(ModelManifest.self, sample)
            case "sensor": try reencoded(Sensor.self, sample)
            case "vector": try reencoded(Vector.self, sample)
            case "verdict": try reencoded(Verdict.self, sample)
            default: [UInt8]()
            }
        #expect(String(decoding: encoded, as: UTF8.self) == String(decoding: sample.bytes, as: UTF8.self))
        #expect(encoded == sample.bytes)
    }

    private func reencoded<Value: Payload>(_ type: Value.Type, _ sample: Sample) throws -> [UInt8] {
        try JSONParser().decode(type, from: sample.bytes).encoded
    }

    @Test("Every sample that is not a control is recognized as such", arguments: Sample.all)
    func controls(sample: Sample) {
        #expect(sample.bytes.withUnsafeBytes { Control.isControl($0) } == (sample.payload == "control"))
    }

    @Test("A sample with an unknown member reads as the same payload")
    func unknownMembers() throws {
        let sample = try Sample.named("verdict-scored")
        let known = try JSONParser().decode(Verdict.self, from: sample.bytes)
        let more = Array(#"{"since_v2":{"a":[1,2]},"#.utf8) + sample.bytes.dropFirst()
        #expect(try JSONParser().decode(Verdict.self, from: more) == known)
    }

    @Test("An envelope returns the received bytes, and their digest is the one in the envelope")
    func receivedBytes() throws {
        for name in ["alert-envelope", "alert-envelope-spaced", "alert-envelope-base64"] {
            let sample = try Sample.named(name)
            let envelope = try JSONParser().decode(AlertEnvelope.self, from: sample.bytes)
            #expect(sample.bytes.withUnsafeBytes { ReceivedBytes.copy(of: $0) } == envelope.received)
            #expect(SHA256.digest(of: envelope.received).withBytes { Digest($0) } == envelope.digest)
            #expect(envelope.id == envelope.digest.eventID)
        }
        let spaced = try JSONParser().decode(AlertEnvelope.self, from: try Sample.named("alert-envelope-spaced").bytes)
        #expect(
            String(decoding: spaced.received, as: UTF8.self)
                == #"{ "rule" : "Read sensitive file untrusted",  "priority":"WARNING",\#u{9}"time":"2020-02-13T20:47:39.5+01:00", "output_fields": {"fd.name":"\/etc\/shadow","evt.time":1724880904518808525} }"#
        )
        #expect(spaced.alert.string(.fdName) == "/etc/shadow")
        #expect(spaced.alert.int(.evtTime) == 1_724_880_904_518_808_525)
        let repaired = try JSONParser().decode(
            AlertEnvelope.self,
            from: try Sample.named("alert-envelope-base64").bytes
        )
        #expect(!repaired.isJSON)
        #expect(repaired.alert.string(.fdName) == "/etc/caf\u{fffd}")
    }

    @Test("A header that holds the words of a member does not lead to other bytes")
    func hostileHeader() throws {
        let received = Array(#"{"output":"o","rule":",\"datasize\":1,\"data\":","time":"2026-03-02T08:15:30Z"}"#.utf8)
        let reading = try alert(received)
        let header = AlertEnvelope.Header(
            digest: SHA256.digest(of: received).withBytes { Digest($0) },
            profile: Profile(#"a,"datasize":3,"data":"#),
            entity: Entity(#"","data_base64":""#),
            tenant: "t",
            cluster: "c",
            door: "http",
            sender: #"x","datasize":0}"#
        )
        let envelope = AlertEnvelope(header: header, reading: reading, received: received)
        #expect(try roundTrip(envelope) == envelope)
        #expect(envelope.encoded.withUnsafeBytes { ReceivedBytes.copy(of: $0) } == received)
    }

    @Test("A value that is not an envelope has no received bytes")
    func notAnEnvelope() throws {
        let sample = try Sample.named("alert-envelope").bytes
        let text = String(decoding: sample, as: UTF8.self)
        for other in [
            "", "{}", "x", String(text.dropLast()), text + " ", text.replacing("\"datasize\":", with: "\"datasize\":1"),
        ] {
            #expect(Array(other.utf8).withUnsafeBytes { ReceivedBytes.copy(of: $0) } == nil, "\(other.prefix(40))")
        }
    }
}
