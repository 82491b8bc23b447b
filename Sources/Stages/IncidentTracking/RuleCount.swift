import EventModel
import JSONText

/// How many alerts of a rule an incident has.
struct RuleCount: Payload {
    let rule: String
    var count: Int

    init(rule: String, count: Int) {
        self.rule = rule
        self.count = count
    }

    init(from view: JSONView) throws(PayloadFault) {
        let reader = try MemberReader(view, of: "RuleCount")
        rule = try reader.string("rule")
        count = try reader.count("count")
    }

    func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("rule", rule)
        writer.member("count", count)
        writer.endObject()
    }
}
