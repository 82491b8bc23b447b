import EventModel
import JSONText

/// The body of a message: `{"type":...,"timestamp":...,"data":{...}}`, as Standard Webhooks advises; below 20 KiB.
///
/// Texts come from alerts and are made visible and cut (``VisibleText``); lists are cut, and the message says how many
/// entries are omitted.
struct WebhookMessage {
    /// Upper bound of a body's bytes.
    static let limitBytes = 20 << 10
    private static let textBytes = 400
    private static let tagBytes = 64
    private static let reasonBytes = 200
    private static let mostTags = 32
    private static let mostReasons = 8

    private let event: IncidentEvent
    private let version: Int64
    private let last: ToldIncident?

    /// Makes a message.
    ///
    /// - Parameters:
    ///   - event: What happened.
    ///   - version: The incident's version.
    ///   - last: The content of the last message about the incident; nil for the first.
    init(_ event: IncidentEvent, version: Int64, after last: ToldIncident?) {
        self.event = event
        self.version = version
        self.last = last
    }

    /// Such as `incident.opened`.
    var type: String {
        "incident.\(event.kind.rawValue)"
    }

    /// The bytes, a function of the event and of the last message.
    var encoded: [UInt8] {
        var writer = JSONWriter(capacity: 2048)
        writer.beginObject()
        writer.key("type")
        writer.string(type)
        writer.key("timestamp")
        writer.timestamp(event.time)
        writer.key("data")
        writeData(&writer)
        writer.endObject()
        return writer.bytes
    }

    private func writeData(_ writer: inout JSONWriter) {
        writer.beginObject()
        text("incident", event.id.rawValue, &writer)
        writer.key("version")
        writer.int(version)
        text("title", event.title, &writer)
        writer.key("severity")
        writer.priority(event.severity)
        writer.key("risk")
        writer.milli(event.risk)
        text("profile", event.profile.rawValue, &writer)
        text("entity", event.entity.rawValue, &writer)
        writer.key("opened")
        writer.timestamp(event.opened)
        writer.key("time")
        writer.timestamp(event.time)
        writer.key("alerts")
        writer.int(event.alerts)
        writeTags(&writer)
        if let by = event.by {
            text("by", by, &writer)
        }
        if let note = event.note {
            text("note", note, &writer)
        }
        if let last {
            writeChange(since: last, &writer)
        }
        if let evidence = event.evidence {
            write(evidence, &writer)
        }
        writer.endObject()
    }

    /// MITRE ATT&CK tags: techniques begin with T and a digit, the others are tactics.
    private func writeTags(_ writer: inout JSONWriter) {
        let kept = event.tactics.prefix(Self.mostTags)
        func isTechnique(_ tag: String) -> Bool {
            tag.hasPrefix("T") && tag.dropFirst().first?.isNumber == true
        }
        texts("tactics", kept.filter { !isTechnique($0) }, limitBytes: Self.tagBytes, &writer)
        texts("techniques", kept.filter(isTechnique), limitBytes: Self.tagBytes, &writer)
        if event.tactics.count > kept.count {
            writer.key("tags_left_out")
            writer.int(event.tactics.count - kept.count)
        }
    }

    private func writeChange(since last: ToldIncident, _ writer: inout JSONWriter) {
        writer.key("since")
        writer.beginObject()
        text("type", "incident.\(last.kind)", &writer)
        text("severity", last.severity, &writer)
        writer.key("risk")
        writer.milli(Milli(thousandths: last.risk))
        writer.key("alerts")
        writer.int(last.alerts)
        writer.endObject()
    }

    private func write(_ evidence: Evidence, _ writer: inout JSONWriter) {
        writer.key("evidence")
        writer.beginObject()
        writer.key("event")
        writer.eventID(evidence.event)
        text("rule", evidence.rule, &writer)
        writer.key("priority")
        writer.priority(evidence.priority)
        writer.member("score", evidence.score)
        let kept = evidence.reasons.prefix(Self.mostReasons)
        texts("reasons", Array(kept), limitBytes: Self.reasonBytes, &writer)
        if evidence.reasons.count > kept.count {
            writer.key("reasons_left_out")
            writer.int(evidence.reasons.count - kept.count)
        }
        writer.endObject()
    }

    private func text(_ name: StaticString, _ value: String, _ writer: inout JSONWriter) {
        writer.key(name)
        writer.string(VisibleText.of(value, limitBytes: Self.textBytes))
    }

    private func texts(_ name: StaticString, _ values: [String], limitBytes: Int, _ writer: inout JSONWriter) {
        writer.key(name)
        writer.beginArray()
        for value in values {
            writer.string(VisibleText.of(value, limitBytes: limitBytes))
        }
        writer.endArray()
    }
}
