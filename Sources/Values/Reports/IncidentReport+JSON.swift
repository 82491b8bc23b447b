import EventModel
import JSONText

extension IncidentReport {
    /// The report as one JSON document of kind `incident`, version 1, with an end of line.
    package var json: String {
        var writer = JSONWriter(capacity: 16_384)
        writer.beginObject()
        writer.key("report")
        writer.string("incident" as StaticString)
        writer.key("version")
        writer.int(1)
        if let madeAt {
            writer.key("made_at")
            writer.timestamp(madeAt)
        }
        writer.key("incident")
        summary.write(into: &writer)
        writer.key("techniques")
        writer.strings(techniques)
        writer.key("models")
        writer.strings(models.map(\.description))
        writer.key("suggestions")
        writer.strings(suggestions)
        writer.key("timeline")
        writer.beginArray()
        for entry in timeline {
            entry.write(into: &writer)
        }
        writer.endArray()
        writer.key("evidence")
        writer.beginArray()
        for item in evidence {
            item.write(into: &writer)
        }
        writer.endArray()
        writer.endObject()
        return writer.withBytes { String(decoding: $0, as: UTF8.self) } + "\n"
    }
}

extension TimelineEntry {
    fileprivate func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("time")
        writer.timestamp(time)
        writer.key("event")
        writer.string(kind.rawValue)
        writer.key("severity")
        writer.priority(severity)
        writer.key("risk")
        writer.milli(risk)
        writer.key("text")
        writer.string(text)
        if let event {
            writer.key("alert")
            writer.eventID(event)
        }
        writer.optionalString("by", by)
        writer.endObject()
    }
}

extension ReportedEvidence {
    fileprivate func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("evidence")
        evidence.write(into: &writer)
        writer.optionalString("entity", entity?.rawValue)
        writer.optionalString("namespace", namespace)
        writer.optionalString("pod", pod)
        writer.key("tags")
        writer.strings(tags)
        writer.key("received")
        received.write(into: &writer)
        if let verdict {
            writer.key("verdict")
            verdict.write(into: &writer)
        }
        writer.endObject()
    }
}

extension KeptBytes {
    fileprivate func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("state")
        switch self {
        case .kept: writer.string("kept" as StaticString)
        case .mismatched: writer.string("mismatched" as StaticString)
        case .missing: writer.string("missing" as StaticString)
        }
        switch self {
        case .kept(let digest, let count), .mismatched(let digest, let count):
            writer.key("bytes")
            writer.int(count)
            writer.key("sha256")
            writer.digest(digest)
        case .missing: break
        }
        writer.endObject()
    }
}

extension JSONWriter {
    /// Writes an array of strings.
    mutating func strings(_ list: [String]) {
        beginArray()
        for text in list {
            string(text)
        }
        endArray()
    }
}
