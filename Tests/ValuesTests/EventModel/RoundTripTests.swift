import EventModel
import Foundation
import JSONText
import PipelineTestKit
import Testing

/// Where stages hand values to each other without encoding them, this is what makes it the same.
@Suite("Values of stages")
struct RoundTripTests {
    private func holds<Value: Payload>(_ value: Value, _ seed: UInt64) throws {
        let bytes = value.encoded
        let read = try JSONParser().decode(Value.self, from: bytes)
        #expect(read == value, "seed \(seed): \(String(decoding: bytes, as: UTF8.self))")
        #expect(read.encoded == bytes, "seed \(seed)")
    }

    @Test("are equal after they were encoded and decoded, with the same bytes", arguments: FuzzBudget.seeds(10))
    func identity(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            try holds(random.vector(), seed)
            try holds(random.verdict(), seed)
            try holds(random.evidence(), seed)
            try holds(random.incidentEvent(), seed)
            try holds(random.control(), seed)
            try holds(random.facts(), seed)
        }
    }

    @Test(
        "A verdict's subject is its vector's, whether the vector was encoded in between or not",
        arguments: 1...10 as ClosedRange<UInt64>
    )
    func sameSubject(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let vector = random.vector()
            var verdict = random.verdict()
            verdict.subject = vector.subject
            let bytes = verdict.encoded
            verdict.subject = try roundTrip(vector).subject
            #expect(verdict.encoded == bytes, "seed \(seed)")
        }
    }
}

@Suite("A subject")
struct SubjectTests {
    @Test("gives back its parts, whatever text is in them", arguments: 1...20 as ClosedRange<UInt64>)
    func parts(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let (event, time, priority) = (random.eventID(), random.timestamp(), random.priority())
            let (profile, entity) = (Profile(random.text(60)), Entity(random.text(60)))
            let (rule, source) = (random.text(60), random.text())
            let (tags, facts) = (random.texts(), random.facts())
            let subject = Subject(
                event: event,
                profile: profile,
                entity: entity,
                time: time,
                rule: rule,
                priority: priority,
                source: source,
                tags: tags,
                facts: facts
            )
            #expect(subject.event == event && subject.time == time && subject.priority == priority)
            #expect(subject.profile == profile && subject.entity == entity, "seed \(seed)")
            #expect(subject.rule == rule && subject.source == source, "seed \(seed)")
            #expect(subject.tags == tags, "seed \(seed)")
            #expect(subject.facts == facts, "seed \(seed)")
            #expect(subject.isProfile(profile.rawValue) && !subject.isProfile(profile.rawValue + "x"))
            #expect(subject.entityHash == StableHash.of(entity.rawValue))
            for tag in tags {
                #expect(subject.hasTag { $0.elementsEqual(tag.utf8) }, "seed \(seed)")
            }
            #expect(!subject.hasTag { $0.elementsEqual("no tag".utf8) })
        }
    }

    @Test("is another one when one of its parts is another", arguments: 1...5 as ClosedRange<UInt64>)
    func difference(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        func make(_ changed: Int) -> Subject {
            func text(_ part: Int) -> String { part == changed ? "b\"" : "a\"" }
            return Subject(
                event: EventID(high: 1, low: changed == 0 ? 2 : 1),
                profile: Profile(text(1)),
                entity: Entity(text(2)),
                time: Timestamp(nanoseconds: changed == 3 ? 1 : 0),
                rule: text(4),
                priority: changed == 5 ? .error : .notice,
                source: text(6),
                tags: [text(7), "t"],
                facts: Facts(process: text(8), node: text(9))
            )
        }
        #expect(make(-1) == make(-1) && make(-1).hashValue == make(-1).hashValue)
        for part in 0...9 {
            #expect(make(part) != make(-1), "part \(part)")
        }
        #expect(random.subject() != random.subject())
    }

    @Test("reads facts in any order, unknown ones and null among them, and cuts long ones")
    func strangeFacts() throws {
        let text = String(decoding: try Sample.named("vector").bytes, as: UTF8.self)
        let start = try #require(text.range(of: #""facts":{"#)).upperBound
        let long = String(repeating: "é", count: 200)
        let facts = #""node":"n","other":[1],"user":null,"process":"\#(long)","image":"a","image":"b"}}"#
        let vector = try JSONParser().decode(Vector.self, from: Array((text[..<start] + facts).utf8))
        #expect(vector.facts == Facts(process: long, image: "a", node: "n"))
        #expect(vector.facts.process?.utf8.count == Facts.maximumBytes)
        #expect(try roundTrip(vector) == vector)
    }
}

@Suite("An event's id in a record's value")
struct EventIDPeekTests {
    @Test("is the one that the codec reads", arguments: 1...5 as ClosedRange<UInt64>)
    func verdicts(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let verdict = random.verdict()
            #expect(verdict.encoded.withUnsafeBytes { Verdict.eventID(in: $0) } == verdict.event)
        }
    }

    @Test("is found in samples of its own payload and in no other", arguments: Sample.all)
    func samples(sample: Sample) throws {
        let alert = sample.bytes.withUnsafeBytes { AlertEnvelope.eventID(in: $0) }
        let verdict = sample.bytes.withUnsafeBytes { Verdict.eventID(in: $0) }
        switch sample.payload {
        case "alert-envelope":
            #expect(try alert == JSONParser().decode(AlertEnvelope.self, from: sample.bytes).id)
            #expect(verdict == nil)
        case "verdict":
            #expect(try verdict == JSONParser().decode(Verdict.self, from: sample.bytes).event)
            #expect(alert == nil)
        default:
            #expect(alert == nil && verdict == nil)
        }
    }

    @Test("is none when the bytes end too early or hold something else")
    func broken() throws {
        let bytes = try Sample.named("verdict-scored").bytes
        for count in 0..<60 {
            #expect(bytes.prefix(count).withUnsafeBytes { Verdict.eventID(in: $0) } == nil || count > 54)
        }
        let text = String(decoding: bytes, as: UTF8.self)
        let other = text.replacing(#""event":""#, with: #""event":"x"#)
        #expect(Array(other.utf8).withUnsafeBytes { Verdict.eventID(in: $0) } == nil)
    }
}
