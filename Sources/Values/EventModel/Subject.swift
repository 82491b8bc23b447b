package import JSONText

/// The common part of an alert, its vector and its verdict: event, profile, entity, time, rule, and facts.
///
/// It is kept as the JSON that is in vectors and verdicts, written once: the members `event` to `tags`, then the object
/// `facts`. So a copy costs one reference, encoding copies bytes, and values are equal when their bytes are: a value
/// has one spelling. Single values are read out of the bytes and copied.
package struct Subject: Hashable, Sendable {
    /// Where the characters of a string stand, between its quotation marks.
    struct Span: Hashable, Sendable {
        var start: UInt32
        var end: UInt32
    }

    /// Where the strings stand that are asked for alone.
    struct Layout: Hashable, Sendable {
        var profile: Span
        var entity: Span
        var rule: Span
        var source: Span
        /// The first string of the tags, which is the closing bracket when there is none.
        var tags: UInt32
        /// Behind the tags; a comma stands there, and the facts behind it.
        var membersEnd: UInt32
        /// Whether a string has a backslash.
        var hasEscapes: Bool
    }

    /// The alert's id.
    package let event: EventID
    /// When it happened, by Falco's clock.
    package let time: Timestamp
    /// Falco's priority.
    package let priority: Priority
    private let layout: Layout
    private let json: [UInt8]

    init(event: EventID, time: Timestamp, priority: Priority, layout: Layout, json: [UInt8]) {
        self.event = event
        self.time = time
        self.priority = priority
        self.layout = layout
        self.json = json
    }

    /// What the behaviour is compared with.
    package var profile: Profile { Profile(string(layout.profile)) }
    /// The concrete thing seen.
    package var entity: Entity { Entity(string(layout.entity)) }
    /// Falco's rule.
    package var rule: String { string(layout.rule) }
    /// Falco's event source, such as `syscall`.
    package var source: String { string(layout.source) }

    /// Falco's tags.
    package var tags: TextList {
        var list = TextList()
        visitTags { tag in
            list.append(bytes: tag)
            return true
        }
        return list
    }

    /// What a person wants to know at a glance.
    package var facts: Facts {
        var facts = Facts()
        facts.reserve(Facts.maximumBytes)
        json.withUnsafeBytes { json in
            // The object is `{"name":"text",...}` with its names in the order of the fields.
            var name = Int(layout.membersEnd) + 3
            for field in FactField.allCases {
                let (start, count) = (name, field.key.utf8CodeUnitCount)
                // A name ends with a quotation mark, a colon and the quotation mark of the text.
                guard start + count + 3 < json.count, json[start + count] == 0x22,
                    UnsafeRawBufferPointer(rebasing: json[start..<start + count]).equals(field.key)
                else { continue }
                let text = start + count + 3
                let end = WrittenText.end(of: text, in: json, hasEscapes: layout.hasEscapes)
                withPlain(UnsafeRawBufferPointer(rebasing: json[text..<end])) { facts.append(field, $0) }
                // Behind the text: its quotation mark, a comma, and the quotation mark of the next name.
                name = end + 3
            }
        }
        return facts
    }

    /// Returns whether the profile has these bytes.
    package func isProfile(_ path: String) -> Bool {
        var path = path
        return path.withUTF8 { path in
            withBytes(of: layout.profile) { $0.count == path.count && $0.elementsEqual(path) }
        }
    }

    /// The `StableHash` of the entity's path.
    package var entityHash: UInt64 { withBytes(of: layout.entity) { StableHash.of($0) } }

    /// Returns whether a tag is as the body says, which must not let its bytes escape.
    package func hasTag(_ body: (UnsafeRawBufferPointer) -> Bool) -> Bool {
        var isFound = false
        visitTags { tag in
            isFound = body(tag)
            return !isFound
        }
        return isFound
    }

    /// Writes the members `event`, `profile`, `entity`, `time`, `rule`, `priority`, `source` and `tags`.
    package func writeMembers(into writer: inout JSONWriter) {
        json.withUnsafeBytes { writer.raw(UnsafeRawBufferPointer(rebasing: $0[..<Int(layout.membersEnd)])) }
    }

    /// Writes the member `facts`.
    package func writeFacts(into writer: inout JSONWriter) {
        json.withUnsafeBytes {
            writer.member("facts", raw: UnsafeRawBufferPointer(rebasing: $0[(Int(layout.membersEnd) + 1)...]))
        }
    }

    package static func == (left: Subject, right: Subject) -> Bool { left.json == right.json }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(json)
    }

    /// Calls with each tag until the body returns false.
    private func visitTags(_ body: (UnsafeRawBufferPointer) -> Bool) {
        json.withUnsafeBytes { json in
            var start = Int(layout.tags)
            // After the last tag stands the bracket; `"` begins every other.
            while start < Int(layout.membersEnd), json[start] == 0x22 {
                let end = WrittenText.end(of: start + 1, in: json, hasEscapes: layout.hasEscapes)
                guard withPlain(UnsafeRawBufferPointer(rebasing: json[start + 1..<end]), body) else { return }
                start = end + 2
            }
        }
    }

    private func string(_ span: Span) -> String {
        withBytes(of: span) { String(decoding: $0, as: UTF8.self) }
    }

    private func withBytes<Result>(of span: Span, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        json.withUnsafeBytes {
            withPlain(UnsafeRawBufferPointer(rebasing: $0[Int(span.start)..<Int(span.end)]), body)
        }
    }

    @inline(__always)
    private func withPlain<Result>(
        _ written: UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        guard layout.hasEscapes, written.contains(0x5C) else { return body(written) }
        return WrittenText.plain(written).withUnsafeBytes(body)
    }
}

/// A payload about one event, whose subject's members are read as its own.
package protocol SubjectPayload: TimedPayload {
    /// Which event it is about, of whom, when and what.
    var subject: Subject { get }
}

extension SubjectPayload {
    /// The alert's id.
    package var event: EventID { subject.event }
    /// What the behaviour is compared with.
    package var profile: Profile { subject.profile }
    /// The concrete thing seen.
    package var entity: Entity { subject.entity }
    /// When it happened, by Falco's clock.
    package var time: Timestamp { subject.time }
    /// Falco's rule.
    package var rule: String { subject.rule }
    /// Falco's priority.
    package var priority: Priority { subject.priority }
    /// Falco's event source, such as `syscall`.
    package var source: String { subject.source }
    /// Falco's tags.
    package var tags: TextList { subject.tags }
    /// What a person wants to know at a glance.
    package var facts: Facts { subject.facts }

    package var eventTime: Timestamp { subject.time }
}
