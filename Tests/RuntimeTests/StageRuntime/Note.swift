import EventModel
import JSONText

/// The payload of these tests: an amount at a time, `{"note":n,"time":"..."}`; a stage's output can be another's input.
struct Note: TimedPayload {
    let amount: Int64
    let time: Timestamp

    init(_ amount: Int64, at time: Timestamp) {
        self.amount = amount
        self.time = time
    }

    var eventTime: Timestamp { time }

    init(from view: JSONView) throws(PayloadFault) {
        let members = try MemberReader(view, of: "Note")
        amount = try members.int64("note")
        time = try members.timestamp("time")
    }

    func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("note")
        writer.int(amount)
        writer.key("time")
        writer.timestamp(time)
        writer.endObject()
    }
}

/// What is remembered of one key: the sum of its notes.
struct Sum: Payload {
    var total: Int64 = 0

    init() {}

    init(from view: JSONView) throws(PayloadFault) {
        total = try MemberReader(view, of: "Sum").int64("total")
    }

    func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("total")
        writer.int(total)
        writer.endObject()
    }
}

/// What holds for a partition: a factor that a control sets, and a bonus that comes out of a content.
struct Weights: Payload {
    var factor: Int64 = 1
    var model: Digest?
    /// The content's first byte; not among the regime's own bytes.
    var bonus: Int64 = 0

    init() {}

    init(from view: JSONView) throws(PayloadFault) {
        let members = try MemberReader(view, of: "Weights")
        factor = try members.int64("factor")
        model = try members.optionalDigest("model")
    }

    func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("factor")
        writer.int(factor)
        if let model {
            writer.key("model")
            writer.digest(model)
        }
        writer.endObject()
    }
}
