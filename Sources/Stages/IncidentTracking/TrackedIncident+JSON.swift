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
        writer.member("id", id)
        writer.member("profile", profile)
        writer.member("entity", entity)
        writer.member("opened", opened)
        writer.member("last_strong", lastStrong)
        writer.member("quiet_from", quietFrom)
        writer.member("severity", severity)
        writer.member("risk", risk)
        writer.member("best_score", bestScore)
        writer.member("alerts", alerts)
        writer.member("beyond_limit", beyondLimit)
        writer.member("title_severity", titleSeverity)
        writer.member("title", title)
        writer.member("rules", rules)
        writer.member("tactics", TextList(tactics))
        writer.endObject()
    }
}
