import EventModel
import JSONText

extension PeriodReport {
    /// The report as one JSON document of kind `period`, version 1, with an end of line.
    package var json: String {
        var writer = JSONWriter(capacity: 16_384)
        writer.beginObject()
        writer.key("report")
        writer.string("period" as StaticString)
        writer.key("version")
        writer.int(1)
        if let madeAt {
            writer.key("made_at")
            writer.timestamp(madeAt)
        }
        writer.key("from")
        writer.timestamp(from)
        writer.key("to")
        writer.timestamp(to)
        writer.key("alerts")
        writer.beginObject()
        writer.key("kept")
        writer.int(keptAlerts)
        writer.key("missing")
        writer.int(missingAlerts)
        writer.endObject()
        writer.key("scoring")
        writer.beginObject()
        writer.key("scored")
        writer.int(learning.scored)
        writer.key("learning")
        writer.int(learning.learning)
        writer.key("unscorable")
        writer.int(learning.unscorable)
        writer.key("models")
        writer.strings(learning.models.map(\.description))
        writer.endObject()
        writer.key("severities")
        writer.counts(severities)
        writer.key("rules")
        writer.counts(rules)
        writer.key("namespaces")
        writer.counts(namespaces)
        writer.key("profiles")
        writer.counts(profiles)
        writer.key("incidents")
        writer.beginArray()
        for incident in incidents {
            incident.write(into: &writer)
        }
        writer.endArray()
        writer.endObject()
        return writer.withBytes { String(decoding: $0, as: UTF8.self) } + "\n"
    }
}

extension JSONWriter {
    fileprivate mutating func counts(_ list: [NamedCount]) {
        beginArray()
        for item in list {
            beginObject()
            key("name")
            string(item.name)
            key("count")
            int(item.count)
            endObject()
        }
        endArray()
    }
}
