import EventModel
import JSONText
import PipelineTestKit
import Testing

@Suite("Versions of the identity table")
struct IdentityVersionTests {
    @Test("An envelope that names no version reads as it always did, and one of today names the second")
    func versions() throws {
        let sample = try Sample.named("alert-envelope-audit").bytes
        let envelope = try JSONParser().decode(AlertEnvelope.self, from: sample)
        #expect(envelope.identity == .current)
        #expect(IdentityVersion.current.rawValue == 2)
        let facts = ReceivedAlert(envelope).subject.facts
        #expect(facts.resource == "secrets/db-password")
        #expect(facts.remote == "203.0.113.20")
        // The profile is what the envelope says, not what the table would say.
        let text = String(decoding: sample, as: UTF8.self)
        let old = text.replacing(#""identity":2,"#, with: "")
            .replacing(envelope.profile.rawValue, with: "acme/prod/falco-audit")
        let first = try JSONParser().decode(AlertEnvelope.self, from: Array(old.utf8))
        #expect(first.identity == .first)
        #expect(first.encoded == Array(old.utf8))
        let subject = ReceivedAlert(first).subject
        #expect(subject.profile.rawValue == "acme/prod/falco-audit")
        #expect(subject.facts == Facts(user: "system:serviceaccount:shop:cart", node: "falco-audit-7c9d4f5b6-m4n2k"))
    }

    @Test("A later version is kept, and what is no version is refused")
    func otherVersions() throws {
        let text = String(decoding: try Sample.named("alert-envelope-audit").bytes, as: UTF8.self)
        let later = Array(text.replacing(#""identity":2"#, with: #""identity":3"#).utf8)
        #expect(try JSONParser().decode(AlertEnvelope.self, from: later).encoded == later)
        for wrong in ["0", "-1", "65536", #""2""#, "1.5", "true"] {
            let bytes = Array(text.replacing(#""identity":2"#, with: #""identity":\#(wrong)"#).utf8)
            #expect(throws: PayloadFault.self, "\(wrong)") { try JSONParser().decode(AlertEnvelope.self, from: bytes) }
            #expect(throws: PayloadFault.self, "\(wrong)") { try JSONParser().decode(ReceivedAlert.self, from: bytes) }
        }
    }

    @Test("A Falco without a source was of system calls in the first version")
    func source() throws {
        let received = #"{"rule":"r","time":"2020-01-24T16:00:07Z","output_fields":{"ka.user.name":"ada"}}"#
        let bytes = Array(received.utf8)
        let first = try bytes.withUnsafeBytes { try AlertReader(identity: .first).read($0).alert }
        #expect(first.source == "syscall")
        #expect(try alert(received).source == "k8s_audit")
    }

    @Test("A subject has 64 tags of 256 bytes at the most, and all that the first version had")
    func tags() throws {
        let long = String(repeating: "x", count: 4000)
        let tags = (["\"\(long)\""] + (0..<600).map { "\"tag-\($0)\"" }).joined(separator: ",")
        let received = Array(#"{"output":"o","rule":"r","time":"2026-03-02T08:15:30Z","tags":[\#(tags)]}"#.utf8)
        for (version, count, length) in [(IdentityVersion.current, 64, 256), (.first, 601, 4000)] {
            let reading = try received.withUnsafeBytes { try AlertReader(identity: version).read($0) }
            let header = AlertEnvelope.Header(
                digest: Digest((0..<32).map { UInt8($0) }),
                profile: Profile("p"),
                entity: Entity("e"),
                tenant: "t",
                cluster: "c",
                door: "http",
                sender: "s"
            )
            let envelope = AlertEnvelope(header: header, reading: reading, received: received)
            #expect(try roundTrip(envelope) == envelope)
            let subject = try JSONParser().decode(ReceivedAlert.self, from: envelope.encoded).subject
            #expect(subject.tags.count == count)
            #expect(subject.tags.first?.utf8.count == length)
            #expect(reading.alert.tagCount == 601)
        }
    }
}
