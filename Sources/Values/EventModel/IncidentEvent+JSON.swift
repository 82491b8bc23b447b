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
        writer.key("incident")
        writer.string(kind.rawValue)
        writer.key("id")
        writer.string(id.rawValue)
        writer.key("profile")
        writer.string(profile.rawValue)
        writer.key("entity")
        writer.string(entity.rawValue)
        writer.key("time")
        writer.timestamp(time)
        writer.key("severity")
        writer.priority(severity)
        writer.key("risk")
        writer.milli(risk)
        writer.key("alerts")
        writer.int(alerts)
        writer.key("opened")
        writer.timestamp(opened)
        if let evidence {
            writer.key("evidence")
            evidence.write(into: &writer)
        }
        writer.key("title")
        writer.string(title)
        writer.key("tactics")
        writer.texts(tactics)
        writer.optionalString("by", by)
        writer.optionalString("note", note)
        writer.endObject()
    }
}
