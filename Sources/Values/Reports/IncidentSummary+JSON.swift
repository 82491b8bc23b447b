import EventModel
package import JSONText

extension IncidentSummary {
    /// Writes the incident as one JSON object.
    package func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("id")
        writer.string(id.rawValue)
        writer.key("title")
        writer.string(title)
        writer.key("severity")
        writer.priority(severity)
        writer.key("risk")
        writer.milli(risk)
        writer.key("status")
        writer.string((isOpen ? "open" : "closed") as StaticString)
        writer.key("triage")
        writer.string(triage.rawValue)
        writer.key("profile")
        writer.string(profile.rawValue)
        writer.key("entity")
        writer.string(entity.rawValue)
        writer.key("opened")
        writer.timestamp(opened)
        writer.key("last_evidence")
        writer.timestamp(lastEvidence)
        if let closed {
            writer.key("closed")
            writer.timestamp(closed)
        }
        writer.optionalString("closed_by", closedBy)
        writer.key("alerts")
        writer.int(alerts)
        writer.key("tactics")
        writer.beginArray()
        for tag in tactics {
            let tactic = AttackTactic(tag: tag)
            writer.beginObject()
            writer.key("tag")
            writer.string(tactic.tag)
            writer.key("name")
            writer.string(tactic.name)
            writer.optionalString("id", tactic.id)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }
}
