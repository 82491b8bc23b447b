import EffectRuntime
import EventModel
import JSONText
import PipelineTestKit

/// A record of these tests: `{"toy":"subject","number":n}`.
struct Toy: Payload {
    var subject: String
    var number: Int64

    init(_ subject: String, _ number: Int64) {
        self.subject = subject
        self.number = number
    }

    init(from view: JSONView) throws(PayloadFault) {
        let members = try MemberReader(view, of: "Toy")
        subject = try members.string("toy")
        number = try members.int64("number")
    }

    func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("toy")
        writer.string(subject)
        writer.key("number")
        writer.int(number)
        writer.endObject()
    }
}

/// Sends odd numbers to each destination, and even ones to all but the picky; zero causes no notice.
struct ToyEffect: Effect {
    let name = "toy"
    let topic = "toys"

    func subject(of record: Toy) -> String? {
        record.number == 0 ? nil : record.subject
    }

    func notice(of record: Toy, at source: NoticeSource, to destination: String, after told: String?) -> Notice? {
        guard record.number % 2 == 1 || destination != "picky" else { return nil }
        return Notice(
            subject: record.subject,
            version: source.offset,
            type: "toy.seen",
            body: Array("\(record.subject) is \(record.number), was \(told ?? "nothing") for \(destination)".utf8),
            told: "\(record.number)"
        )
    }
}

/// A seeded input over two partitions: a few subjects, records that nobody is told of, broken ones, a tombstone, a control.
func toyInput(seed: UInt64, count: Int = 24) -> [StageInput] {
    var generator = SeededGenerator(seed: seed)
    var input = (0..<count).map { place in
        let partition = Int32(generator.below(2))
        let subject = "s\(partition)\(generator.below(3))"
        return StageInput(
            partition: partition,
            key: subject,
            Toy(subject, Int64(generator.below(6))),
            receivedMilliseconds: 1_767_225_600_000 + Int64(place)
        )
    }
    input.insert(
        StageInput(partition: 0, record: LogRecord("broken", "{\"toy\":1}", at: 1_767_225_600_000)),
        at: count / 2
    )
    input.insert(StageInput(partition: 1, record: LogRecord("t", nil, at: 1_767_225_600_000)), at: count / 3)
    input.append(StageInput(partition: 1, record: LogRecord("broken", "no JSON", at: 1_767_225_600_000)))
    input.append(
        StageInput(
            partition: 0,
            key: Control.partitionKey,
            Control(
                id: EventID(high: 1, low: 2),
                at: Timestamp(milliseconds: 1_767_225_600_000),
                by: "cli:test",
                action: .setThreshold(.one)
            ),
            receivedMilliseconds: 1_767_225_600_000
        )
    )
    return input
}
