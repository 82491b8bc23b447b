package import JSONText

extension IncidentEvent {
    package init(from view: JSONView) throws(PayloadFault) {
        let reader = try MemberReader(view, of: "IncidentEvent")
        kind = Kind(rawValue: try reader.string("incident")) ?? .unknown
        id = IncidentID(try reader.string("id"))
        profile = Profile(try reader.string("profile"))
        entity = Entity(try reader.string("entity"))
        time = try reader.timestamp("time")
        severity = try reader.priority("severity")
        risk = try reader.milli("risk")
        alerts = try reader.count("alerts")
        opened = try reader.timestamp("opened")
        if let member = reader.optional("evidence") {
            evidence = try Evidence(from: member)
        } else {
            evidence = nil
        }
        title = try reader.string("title")
        tactics = try reader.texts("tactics")
        by = try reader.optionalString("by")
        note = try reader.optionalString("note")
    }

    package func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("incident", kind.rawValue)
        writer.member("id", id)
        writer.member("profile", profile)
        writer.member("entity", entity)
        writer.member("time", time)
        writer.member("severity", severity)
        writer.member("risk", risk)
        writer.member("alerts", alerts)
        writer.member("opened", opened)
        writer.member("evidence", evidence)
        writer.member("title", title)
        writer.member("tactics", tactics)
        writer.member("by", by)
        writer.member("note", note)
        writer.endObject()
    }
}
