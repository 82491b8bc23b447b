import EventModel
import JSONText

extension TrackedIncident: Payload {
    init(from view: JSONView) throws(PayloadFault) {
        let reader = try MemberReader(view, of: "TrackedIncident")
        id = IncidentID(try reader.string("id"))
        profile = Profile(try reader.string("profile"))
        entity = Entity(try reader.string("entity"))
        opened = try reader.timestamp("opened")
        lastStrong = try reader.timestamp("last_strong")
        quietFrom = try reader.timestamp("quiet_from")
        severity = try reader.priority("severity")
        risk = try reader.milli("risk")
        bestScore = try reader.milli("best_score")
        alerts = try reader.count("alerts")
        beyondLimit = try reader.count("beyond_limit")
        titleSeverity = try reader.priority("title_severity")
        title = try reader.string("title")
        rules = []
        for element in try reader.required("rules").elements {
            rules.append(try RuleCount(from: element))
        }
        tactics = Array(try reader.texts("tactics"))
    }

    func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("id")
        writer.string(id.rawValue)
        writer.key("profile")
        writer.string(profile.rawValue)
        writer.key("entity")
        writer.string(entity.rawValue)
        writer.key("opened")
        writer.timestamp(opened)
        writer.key("last_strong")
        writer.timestamp(lastStrong)
        writer.key("quiet_from")
        writer.timestamp(quietFrom)
        writer.key("severity")
        writer.priority(severity)
        writer.key("risk")
        writer.milli(risk)
        writer.key("best_score")
        writer.milli(bestScore)
        writer.key("alerts")
        writer.int(alerts)
        writer.key("beyond_limit")
        writer.int(beyondLimit)
        writer.key("title_severity")
        writer.priority(titleSeverity)
        writer.key("title")
        writer.string(title)
        writer.key("rules")
        writer.beginArray()
        for rule in rules {
            rule.write(into: &writer)
        }
        writer.endArray()
        writer.key("tactics")
        writer.texts(TextList(tactics))
        writer.endObject()
    }
}
