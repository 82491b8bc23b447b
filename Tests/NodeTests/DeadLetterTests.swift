import EventModel
import JSONText
import LogPort
import NodeAssembly
import Operations
import PartKit
import PipelineTestKit
import StageRuntime
import Testing

@Suite("Retrying and discarding dead letters")
struct DeadLetterTests {
    private static func order(_ action: LetterFate.Action, _ offsets: Int64...) -> DeadLetterOrder {
        DeadLetterOrder(action, by: "cli:alice", places: offsets.map { LetterPlace(partition: 0, offset: $0) })
    }

    @Test("an alert is appended again as it was, to its partition, without a source, with an audit entry")
    func retry() throws {
        let scene = try LetterScene()
        try scene.append([LetterScene.letter()])
        let answer = try scene.desk().carryOut(Self.order(.retried, 0))
        #expect(answer.done == ["eyrie.alerts.v1/1/7"] && answer.refused == [])

        let record = try #require(try scene.records(of: Topics.alerts.name, 1).first)
        #expect(record.key == Array("profile".utf8))
        #expect(record.value == Array(#"{"half":"#.utf8))
        #expect(record.timestampMilliseconds == 7_000)
        record.headers.withUnsafeBytes { headers in
            #expect(RecordHeaders.find(RecordHeaders.source, in: headers) == nil)
            let type = RecordHeaders.find(RecordHeaders.contentType, in: headers).map { Array($0) }
            #expect(type == Array("application/cloudevents+json; charset=UTF-8".utf8))
        }
        #expect(try scene.records(of: Topics.alerts.name, 0).isEmpty)
        let entry = try #require(try scene.audit().first)
        #expect(entry.action == "deadletter-retried" && entry.actor == "cli:alice")
        #expect(entry.target == "eyrie.alerts.v1/1/7")
        #expect(entry.detail == "features: malformed, appended to eyrie.alerts.v1/1")
    }

    @Test("a settled letter is refused, by the same process and by another")
    func once() throws {
        let scene = try LetterScene()
        // The second letter is the first again, as a torn transaction leaves it.
        try scene.append([LetterScene.letter(), LetterScene.letter(), LetterScene.letter(Topics.alerts.name, 1, 8)])
        let desk = scene.desk()
        #expect(try desk.carryOut(Self.order(.retried, 0, 1, 0)).done == ["eyrie.alerts.v1/1/7"])
        #expect(try desk.carryOut(Self.order(.discarded, 2)).done == ["eyrie.alerts.v1/1/8"])
        let reason = "it was retried at 1970-01-01T00:00:05.000000000Z by cli:alice"
        for other in [desk, scene.desk()] {
            let again = try other.carryOut(Self.order(.retried, 0, 1, 2))
            #expect(again.done == [])
            #expect(again.refused.map(\.reason).prefix(2) == [reason, reason])
            #expect(again.refused.last?.reason == reason.replacing("retried", with: "discarded"))
        }
        #expect(try scene.records(of: Topics.alerts.name, 1).count == 1)
        #expect(try scene.audit().count == 2)
    }

    @Test(
        "a commit that fails before or after it is kept leaves the letter retried at most once",
        arguments: [false, true]
    )
    func failure(isKept: Bool) throws {
        let scene = try LetterScene()
        try scene.append([LetterScene.letter()])
        let desk = scene.desk()
        scene.log.armFault(isKept ? .crashAfterEffect : .crashBeforeEffect, onNext: "LogProducer.commit")
        #expect(throws: (any Error).self) { try desk.carryOut(Self.order(.retried, 0)) }
        #expect(scene.log.hasCrashed)
        let after = try LetterScene(scene.log.reopened())
        let answer = try after.desk().carryOut(Self.order(.retried, 0))
        #expect(answer.done.count == (isKept ? 0 : 1) && answer.refused.count == (isKept ? 1 : 0))
        #expect(try after.records(of: Topics.alerts.name, 1).count == 1)
        #expect(try after.audit().count == 1)
    }

    @Test("for a vector or a verdict its alert is appended again")
    func traced() throws {
        let scene = try LetterScene()
        try scene.append([LogRecord("p", "{}", at: 1), LogRecord("p", #"{"alert":1}"#, at: 2)], to: Topics.alerts.name)
        var vector = LogRecord("p", #"{"vector":1}"#, at: 2)
        vector.headers = LetterScene.source("eyrie.alerts.v1/0/1/0")
        try scene.append([vector], to: Topics.vectors.name)
        var verdict = LogRecord("p", #"{"verdict":1}"#, at: 2)
        verdict.headers = LetterScene.source("eyrie.vectors.v1/0/0/0")
        try scene.append([verdict], to: Topics.verdicts.name)
        try scene.append([
            LetterScene.letter(Topics.vectors.name, 0, 0, stage: "scoring"),
            LetterScene.letter(Topics.verdicts.name, 0, 0, stage: "incidents"),
        ])
        let answer = try scene.desk().carryOut(Self.order(.retried, 0, 1))
        #expect(answer.done == ["eyrie.vectors.v1/0/0", "eyrie.verdicts.v1/0/0"])
        let alerts = try scene.records(of: Topics.alerts.name)
        #expect(alerts.count == 4)
        #expect(
            alerts.suffix(2).allSatisfy { $0.value == Array(#"{"alert":1}"#.utf8) && $0.timestampMilliseconds == 2 }
        )
    }

    @Test("controls, what a door refused, tombstones and lost origins are refused with a reason, and can be discarded")
    func refused() throws {
        let scene = try LetterScene()
        let door = DeadLetter(
            stage: "bridge",
            code: "not-json",
            message: "no",
            topic: "http",
            partition: -1,
            offset: -1,
            timestampMilliseconds: 1,
            key: nil,
            value: [0xFF, 0x00]
        )
        let control = Control(
            id: Digest([UInt8](repeating: 1, count: Digest.byteCount)).eventID,
            at: Timestamp(milliseconds: 1),
            by: "cli:bob",
            action: .setThreshold(.one)
        )
        try scene.append([
            door,
            LetterScene.letter(value: String(decoding: control.encoded, as: UTF8.self)),
            LetterScene.letter(Topics.alerts.name, 1, 8, value: ""),
            LetterScene.letter(Topics.vectors.name, 0, 3, stage: "scoring"),
        ])
        let desk = scene.desk()
        let answer = try desk.carryOut(Self.order(.retried, 0, 1, 2, 3, 9))
        #expect(answer.done == [])
        #expect(
            answer.refused.map(\.letter) == [
                "eyrie.deadletters.v1/0/0", "eyrie.alerts.v1/1/7", "eyrie.alerts.v1/1/8", "eyrie.vectors.v1/0/3",
                "eyrie.deadletters.v1/0/9",
            ]
        )
        let words = ["never was in the log", "is a control", "had no value", "is not in the log", "no dead letter"]
        for (refusal, word) in zip(answer.refused, words) {
            #expect(refusal.reason.contains(word))
        }
        #expect(try scene.audit().isEmpty)
        #expect(try desk.carryOut(Self.order(.discarded, 0, 1, 2, 3)).done.count == 4)
        #expect(try scene.audit().map(\.action) == Array(repeating: "deadletter-discarded", count: 4))
    }

    @Test("letters are found by coordinates, by their own place, and filtered")
    func archive() throws {
        let scene = try LetterScene()
        try scene.append([LetterScene.letter(), LetterScene.letter(Topics.vectors.name, 0, 3, stage: "scoring")])
        try scene.append([LogRecord("k", #"{"dead_letter":2}"#, at: 0)], to: Topics.deadLetters.name)
        let archive = DeadLetterArchive(log: scene.log)
        var seen: [LetterCoordinates] = []
        let unreadable = try archive.visit { stored in
            seen.append(stored.coordinates)
            return true
        }
        #expect(unreadable == 1)
        #expect(seen.map(\.description) == ["eyrie.alerts.v1/1/7", "eyrie.vectors.v1/0/3"])
        let wanted = ["vectors/0/3", "eyrie.deadletters.v1/0/0", "alerts/0/99", "deadletters/0/2"]
        let found = try archive.find(Set(wanted.compactMap { LetterCoordinates($0) }))
        #expect(found.values.map(\.place.offset).sorted() == [0, 1])

        var filter = LetterFilter()
        #expect(filter.takes(LetterScene.letter()))
        filter.origin = "alerts"
        filter.code = "malformed"
        filter.since = Timestamp(milliseconds: 7_000)
        #expect(filter.takes(LetterScene.letter()) && !filter.takes(LetterScene.letter(Topics.vectors.name)))
        filter.until = Timestamp(milliseconds: 7_000)
        #expect(!filter.takes(LetterScene.letter()))
    }

    @Test("coordinates are read and written; other texts are none")
    func coordinates() {
        #expect(LetterCoordinates("alerts/1/2")?.description == "eyrie.alerts.v1/1/2")
        #expect(LetterCoordinates("eyrie.alerts.v2/0/0")?.topic == "eyrie.alerts.v2")
        for text in ["", "alerts/1", "alerts/1/2/3", "alerts/-1/2", "alerts/1/-2", "/1/2", "alerts/x/2"] {
            #expect(LetterCoordinates(text) == nil, "\(text)")
        }
    }

    @Test("orders and answers survive their JSON, and an order has a bound")
    func codecs() throws {
        let order = Self.order(.discarded, 1, 2)
        #expect(try JSONParser().decode(DeadLetterOrder.self, from: order.encoded) == order)
        var answer = DeadLetterAnswer()
        answer.done = ["a/0/1"]
        answer.refused = [.init("b/0/1", "why \"so\"")]
        #expect(try JSONParser().decode(DeadLetterAnswer.self, from: answer.encoded) == answer)
        let many = DeadLetterOrder(
            .retried,
            by: "x",
            places: (0...Int64(DeadLetterOrder.maximumCount)).map { LetterPlace(partition: 0, offset: $0) }
        )
        #expect(throws: PayloadFault.self) { try JSONParser().decode(DeadLetterOrder.self, from: many.encoded) }
    }

    @Test("the ledger counts retried alerts beside those that doors appended")
    func ledger() throws {
        let scene = try LetterScene()
        try scene.append([LogRecord("p", "{}", at: 1)], to: Topics.alerts.name)
        try scene.append([LetterScene.letter(Topics.alerts.name, 0, 0, value: "{}")])
        #expect(try scene.desk().carryOut(Self.order(.retried, 0)).done.count == 1)
        let door = DoorCounts(name: "http", counts: [.received: 1, .appended: 1])
        let retried = try LetterFates(log: scene.log).retried
        let hops = Parts.all.topology.ledgerHops.map { StageWiring($0) }
        let report = try Ledger(log: scene.log).audit(hops: hops, doors: [door], vaulted: nil, retried: retried)
        #expect(report.holes == [])
        #expect(report.lines.contains("log: 2 alerts (1 of them retried dead letters), 0 controls"))
        // Without the audit entry the second alert is not explained.
        let blind = try Ledger(log: scene.log).audit(hops: hops, doors: [door], vaulted: nil)
        #expect(blind.holes == ["the doors appended 1 alerts and the log holds 2"])
    }
}
