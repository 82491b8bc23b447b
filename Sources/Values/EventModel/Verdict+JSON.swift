package import JSONText

extension Verdict {
    package init(from view: JSONView) throws(PayloadFault) {
        let reader = try MemberReader(view, of: "Verdict")
        guard try reader.int64("verdict") == 1 else { throw reader.bad("verdict", "version 1") }
        event = try reader.eventID("event")
        profile = Profile(try reader.string("profile"))
        entity = Entity(try reader.string("entity"))
        time = try reader.timestamp("time")
        rule = try reader.string("rule")
        priority = try reader.priority("priority")
        source = try reader.string("source")
        tags = try reader.texts("tags")
        state = State(rawValue: try reader.string("state")) ?? .unknown
        learned = try reader.count("learned")
        needed = try reader.count("needed")
        score = try reader.optionalMilli("score")
        threshold = try reader.milli("threshold")
        isAnomalous = try reader.bool("anomalous")
        raw = try reader.optionalMilli("raw")
        model = try reader.optionalDigest("model")
        var contributions: [Contribution] = []
        for element in try reader.elements("contributions") {
            contributions.append(try Contribution(from: element))
        }
        self.contributions = contributions
        suggestions = try reader.texts("suggestions")
        facts = try Facts(from: try reader.required("facts"))
    }

    package func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("verdict")
        writer.int(1)
        writer.key("event")
        writer.eventID(event)
        writer.key("profile")
        writer.string(profile.rawValue)
        writer.key("entity")
        writer.string(entity.rawValue)
        writer.key("time")
        writer.timestamp(time)
        writer.key("rule")
        writer.string(rule)
        writer.key("priority")
        writer.priority(priority)
        writer.key("source")
        writer.string(source)
        writer.key("tags")
        writer.texts(tags)
        writer.key("state")
        writer.string(state.rawValue)
        writer.key("learned")
        writer.int(learned)
        writer.key("needed")
        writer.int(needed)
        writer.optionalMilli("score", score)
        writer.key("threshold")
        writer.milli(threshold)
        writer.key("anomalous")
        writer.bool(isAnomalous)
        writer.optionalMilli("raw", raw)
        writer.optionalDigest("model", model)
        writer.key("contributions")
        writer.beginArray()
        for contribution in contributions {
            contribution.write(into: &writer)
        }
        writer.endArray()
        writer.key("suggestions")
        writer.texts(suggestions)
        writer.key("facts")
        facts.write(into: &writer)
        writer.endObject()
    }
}
