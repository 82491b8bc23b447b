import EventModel
import Foundation
import JSONText
import PipelineTestKit
import Testing

@Suite("Codecs of payloads")
struct PayloadTests {
    /// Decodes a sample's bytes as what its name says.
    private func decode(_ sample: Sample, _ bytes: [UInt8]) throws {
        let parser = JSONParser()
        switch sample.payload {
        case "alert-envelope": _ = try parser.decode(AlertEnvelope.self, from: bytes)
        case "audit-entry": _ = try parser.decode(AuditEntry.self, from: bytes)
        case "control": _ = try parser.decode(Control.self, from: bytes)
        case "dead-letter": _ = try parser.decode(DeadLetter.self, from: bytes)
        case "delivery": _ = try parser.decode(DeliveryEvent.self, from: bytes)
        case "incident": _ = try parser.decode(IncidentEvent.self, from: bytes)
        case "model-manifest": _ = try parser.decode(ModelManifest.self, from: bytes)
        case "sensor": _ = try parser.decode(Sensor.self, from: bytes)
        case "vector": _ = try parser.decode(Vector.self, from: bytes)
        case "verdict": _ = try parser.decode(Verdict.self, from: bytes)
        default: Issue.record("no payload is called \(sample.payload)")
        }
    }

    @Test("A payload without a member that its schema requires is refused by that member's name", arguments: Sample.all)
    func missingMembers(sample: Sample) throws {
        let schema = try Schema(of: sample)
        let object = try JSONSerialization.jsonObject(with: Data(sample.bytes)) as? [String: Any]
        // Written for others' readers; ours derive them from the alert, or need them only with `data`.
        let derived = ["source", "subject", "time", "datacontenttype"]
        for name in schema.required where !(sample.payload == "alert-envelope" && derived.contains(name)) {
            if name == "datasize", sample.name.contains("base64") { continue }
            var smaller = try #require(object)
            smaller[name] = nil
            let bytes = [UInt8](try JSONSerialization.data(withJSONObject: smaller))
            #expect("\(sample.name) without \(name)") {
                try decode(sample, bytes)
            } throws: { error in
                let fault = error as? PayloadFault
                return fault?.code == .missingMember && fault?.message.contains("\"\(name)\"") == true
                    || fault?.message.contains("datasize") == true
            }
        }
    }

    @Test("A payload with a member of another type is refused", arguments: Sample.all)
    func wrongTypes(sample: Sample) throws {
        let schema = try Schema(of: sample)
        let object = try JSONSerialization.jsonObject(with: Data(sample.bytes)) as? [String: Any]
        let derived = ["source", "subject", "time", "datacontenttype"]
        for name in schema.required where !(sample.payload == "alert-envelope" && derived.contains(name)) {
            if name == "datasize", sample.name.contains("base64") { continue }
            var other = try #require(object)
            other[name] = name == "facts" ? [7] : ["not": "it"]
            let bytes = [UInt8](try JSONSerialization.data(withJSONObject: other))
            #expect(throws: PayloadFault.self, "\(sample.name) with another \(name)") { try decode(sample, bytes) }
        }
    }

    @Test("A value that is not an object, JSON or UTF-8 is refused with that reason")
    func notJSON() {
        let cases: [([UInt8], PayloadFault.Code)] = [
            (Array("[]".utf8), .wrongKind), (Array("{".utf8), .notJSON), ([0x22, 0xFF, 0x22], .invalidUTF8),
            ([], .notJSON),
        ]
        for (bytes, code) in cases {
            #expect {
                try JSONParser().decode(Vector.self, from: bytes)
            } throws: { error in
                (error as? PayloadFault)?.code == code
            }
        }
    }

    @Test("States and kinds of a later version are unknown, not a fault")
    func openEnums() throws {
        func replacing<Value: Payload>(_ type: Value.Type, _ name: String, _ old: String, _ new: String) throws -> Value
        {
            let text = String(decoding: try Sample.named(name).bytes, as: UTF8.self)
            #expect(text.contains(old))
            return try JSONParser().decode(type, from: Array(text.replacing(old, with: new).utf8))
        }
        #expect(
            try replacing(Verdict.self, "verdict-scored", #""state":"scored""#, #""state":"dreamt""#).state == .unknown
        )
        #expect(
            try replacing(IncidentEvent.self, "incident-opened", #""opened","id""#, #""merged","id""#).kind == .unknown
        )
        #expect(try replacing(Sensor.self, "sensor-heartbeat", "heartbeat", "yawn").kind == .unknown)
        #expect(try replacing(Vector.self, "vector", #""Notice""#, #""Urgent""#).priority == .unknown)
    }

    @Test("A control of a later version is refused: what follows would be decided otherwise")
    func unknownControl() throws {
        let text = String(decoding: try Sample.named("control-triage").bytes, as: UTF8.self)
        for other in [
            text.replacing(#""triage""#, with: #""rewind""#), text.replacing("false-positive", with: "maybe"),
        ] {
            #expect(throws: PayloadFault.self) { try JSONParser().decode(Control.self, from: Array(other.utf8)) }
        }
    }

    @Test("A control knows its key and profile")
    func controlKeys() throws {
        let triage = try JSONParser().decode(Control.self, from: try Sample.named("control-triage").bytes)
        #expect(triage.recordKey == "acme/prod/shop/cart/cart")
        #expect(triage.profile == Profile("acme/prod/shop/cart/cart"))
        let threshold = try JSONParser().decode(Control.self, from: try Sample.named("control-threshold-set").bytes)
        #expect(threshold.recordKey == "eyrie.control")
        #expect(threshold.profile == nil)
        #expect(threshold.action == .setThreshold(Milli(thousandths: 800)))
    }

    @Test("Decimals of a vector are exact at their ends", arguments: 1...10 as ClosedRange<UInt64>)
    func vectorValues(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let sample = try JSONParser().decode(Vector.self, from: try Sample.named("vector").bytes)
        var values = [Int32.min, .max, 0, 1, -1].map { Milli(thousandths: $0) }
        for _ in 0..<200 {
            values.append(Milli(thousandths: Int32(truncatingIfNeeded: random.next())))
        }
        let vector = Vector(subject: sample.subject, features: sample.features, values: values)
        #expect(try roundTrip(vector) == vector)
    }

    @Test("Text of any kind survives every codec")
    func hostileText() throws {
        let text = "\"\\\u{0}\u{1f}\n\u{7f}\u{e9}\u{2028}\u{1f600}</script>,\"data\":"
        let entry = AuditEntry(
            at: Timestamp(nanoseconds: -1),
            actor: text,
            action: text,
            target: text,
            detail: text
        )
        #expect(try roundTrip(entry) == entry)
        let letter = DeadLetter(
            stage: text,
            code: text,
            message: text,
            topic: text,
            partition: .max,
            offset: .max,
            timestampMilliseconds: .min,
            key: Array(text.utf8),
            value: Array(UInt8.min ... .max)
        )
        #expect(try roundTrip(letter) == letter)
        let facts = Facts(process: text, node: text)
        #expect(try roundTrip(facts) == facts)
    }

    @Test("A dead letter keeps a key that is not a text, an empty one and none apart")
    func deadLetterKeys() throws {
        for key: [UInt8]? in [nil, [], [0xFF, 0x00], Array("k".utf8)] {
            let letter = DeadLetter(
                stage: "s",
                code: "c",
                message: "m",
                topic: "t",
                partition: 0,
                offset: 0,
                timestampMilliseconds: 0,
                key: key,
                value: []
            )
            #expect(try roundTrip(letter).key == key)
        }
    }

    @Test("A model's record is its header, manifest and model; anything else is refused")
    func modelRecord() throws {
        let manifest = try JSONParser().decode(ModelManifest.self, from: try Sample.named("model-manifest").bytes)
        let record = ModelRecord(manifest: manifest, model: [1, 2, 3, 0xFF])
        let bytes = record.encoded
        #expect(Array(bytes.prefix(8)) == [0x45, 0x59, 0x52, 0x4D, 1, 0, 0, 0])
        let length = manifest.encoded.count
        #expect(bytes.count == 12 + length + 4)
        #expect(Int(bytes[8]) + Int(bytes[9]) << 8 == length)
        #expect(try bytes.withUnsafeBytes { try ModelRecord(decoding: $0) } == record)
        var otherMagic = bytes
        otherMagic[0] = 0
        var otherVersion = bytes
        otherVersion[4] = 2
        var tooLong = bytes
        tooLong[11] = 0x7F
        for bad in [
            [], Array(bytes.prefix(11)), Array(bytes.prefix(12 + length - 1)), otherMagic, otherVersion, tooLong,
        ] {
            #expect {
                try bad.withUnsafeBytes { try ModelRecord(decoding: $0) }
            } throws: { error in
                (error as? PayloadFault)?.code == .badLayout
            }
        }
    }

    @Test("An envelope whose id is not its digest's first half is refused")
    func envelopeID() throws {
        let text = String(decoding: try Sample.named("alert-envelope").bytes, as: UTF8.self)
        let id = try JSONParser().decode(AlertEnvelope.self, from: Array(text.utf8)).id.description
        let other = text.replacing("\"id\":\"\(id)\"", with: "\"id\":\"\(String(id.reversed()))\"")
        #expect(throws: PayloadFault.self) { try JSONParser().decode(AlertEnvelope.self, from: Array(other.utf8)) }
    }
}
