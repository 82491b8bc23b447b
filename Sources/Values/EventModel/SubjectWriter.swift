import JSONText

/// Writes the JSON of one subject: its members, its tags, the end of the tags, its facts in their order.
struct SubjectWriter: ~Copyable {
    private let event: EventID
    private let time: Timestamp
    private let priority: Priority
    private var layout: Subject.Layout
    private var writer: JSONWriter

    /// Writes the members before the tags; texts are valid UTF-8.
    init(
        event: EventID,
        profile: UnsafeRawBufferPointer,
        entity: UnsafeRawBufferPointer,
        time: Timestamp,
        rule: UnsafeRawBufferPointer,
        priority: Priority,
        source: UnsafeRawBufferPointer
    ) {
        self.event = event
        self.time = time
        self.priority = priority
        // A subject of Falco's own rules has 500 to 900 bytes.
        var writer = JSONWriter(capacity: 1000)
        writer.member("event", event)
        let profileSpan = Self.text("profile", profile, &writer)
        let entitySpan = Self.text("entity", entity, &writer)
        writer.member("time", time)
        let ruleSpan = Self.text("rule", rule, &writer)
        writer.member("priority", priority)
        let sourceSpan = Self.text("source", source, &writer)
        writer.beginArray("tags")
        layout = Subject.Layout(
            profile: profileSpan,
            entity: entitySpan,
            rule: ruleSpan,
            source: sourceSpan,
            tags: UInt32(writer.count),
            membersEnd: 0,
            hasEscapes: false
        )
        self.writer = writer
    }

    private static func text(
        _ name: StaticString,
        _ utf8: UnsafeRawBufferPointer,
        _ writer: inout JSONWriter
    ) -> Subject.Span {
        writer.key(name)
        let start = UInt32(writer.count + 1)
        writer.string(utf8)
        return Subject.Span(start: start, end: UInt32(writer.count - 1))
    }

    /// Writes a tag.
    mutating func tag(_ utf8: UnsafeRawBufferPointer) {
        writer.string(utf8)
    }

    /// Ends the tags; facts follow.
    mutating func endTags() {
        writer.endArray()
        layout.membersEnd = UInt32(writer.count)
        writer.beginObject()
    }

    /// Writes a fact that comes after all that were written, cut as `Facts` cuts it.
    mutating func fact(_ field: FactField, _ utf8: UnsafeRawBufferPointer) {
        writer.member(field.key, utf8: Facts.cut(utf8))
    }

    /// Ends the facts and returns the subject.
    consuming func subject() -> Subject {
        writer.endObject()
        layout.hasEscapes = writer.hasEscapes
        return Subject(event: event, time: time, priority: priority, layout: layout, json: writer.bytes)
    }
}

extension Subject {
    /// How many of an alert's tags a subject has, the first, each cut as a fact is; the others are in the received bytes.
    package static let maximumTags = 64

    /// Makes a subject of its parts.
    package init(
        event: EventID,
        profile: Profile,
        entity: Entity,
        time: Timestamp,
        rule: String,
        priority: Priority,
        source: String,
        tags: TextList,
        facts: Facts
    ) {
        var (profile, entity, rule, source) = (profile.rawValue, entity.rawValue, rule, source)
        self = profile.withUTF8 { profile in
            entity.withUTF8 { entity in
                rule.withUTF8 { rule in
                    source.withUTF8 { source in
                        var writer = SubjectWriter(
                            event: event,
                            profile: UnsafeRawBufferPointer(profile),
                            entity: UnsafeRawBufferPointer(entity),
                            time: time,
                            rule: UnsafeRawBufferPointer(rule),
                            priority: priority,
                            source: UnsafeRawBufferPointer(source)
                        )
                        for index in tags.indices {
                            tags.withBytes(at: index) { writer.tag($0) }
                        }
                        writer.endTags()
                        for field in FactField.allCases {
                            facts.withBytes(of: field) { writer.fact(field, $0) }
                        }
                        return writer.subject()
                    }
                }
            }
        }
    }

    /// Makes the subject of an alert.
    ///
    /// - Parameters:
    ///   - event: The alert's id.
    ///   - profile: The profile's path, valid UTF-8.
    ///   - entity: The entity's path, valid UTF-8.
    ///   - alert: Where all else comes from.
    init(event: EventID, profile: UnsafeRawBufferPointer, entity: UnsafeRawBufferPointer, of alert: Alert) {
        self = alert.withRuleAndSource { rule, source in
            var writer = SubjectWriter(
                event: event,
                profile: profile,
                entity: entity,
                time: alert.time,
                rule: rule,
                priority: alert.priority,
                source: source
            )
            if alert.identity < .current {
                for index in 0..<alert.tagCount { alert.tag(at: index) { writer.tag($0) } }
            } else {
                for index in 0..<min(alert.tagCount, Subject.maximumTags) {
                    alert.tag(at: index) { writer.tag(Facts.cut($0)) }
                }
            }
            writer.endTags()
            alert.visitFacts { writer.fact($0, $1) }
            return writer.subject()
        }
    }

    /// Reads the members of a vector or a verdict that are a subject's, its facts among them.
    init(from reader: MemberReader) throws(PayloadFault) {
        var writer = SubjectWriter(
            event: try reader.eventID("event"),
            profile: try reader.bytes("profile"),
            entity: try reader.bytes("entity"),
            time: try reader.timestamp("time"),
            rule: try reader.bytes("rule"),
            priority: try reader.priority("priority"),
            source: try reader.bytes("source")
        )
        let tags = try reader.required("tags")
        guard tags.kind == .array else { throw reader.bad("tags", "an array of strings") }
        for tag in tags.elements {
            guard let bytes = tag.stringBytes else { throw reader.bad("tags", "an array of strings") }
            writer.tag(bytes)
        }
        writer.endTags()
        try Facts.visit(try reader.required("facts")) { writer.fact($0, $1) }
        self = writer.subject()
    }
}

extension Alert {
    /// Hands the rule and the source, which every alert has, to the body.
    fileprivate func withRuleAndSource<Result>(
        _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Result
    ) -> Result {
        storage.withUnsafeBytes { raw in
            let none = UnsafeRawBufferPointer(start: nil, count: 0)
            return body(
                has(.rule) ? range(at: rank(of: .rule), raw) : none,
                has(.source) ? range(at: rank(of: .source), raw) : none
            )
        }
    }
}
