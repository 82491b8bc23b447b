import JSONText

/// Writes an alert anew whose fields are not the flat object that Falco sends, so that it reads as the same alert.
///
/// Fields come nested (Logstash and Elasticsearch expand dots), as a string of JSON (flat exports of SQL stores), as a
/// list of pairs (`key` or `name` with `value`), or under protojson's name `outputFields`. A field that stands flat
/// counts before one that is nested. Limit: `maximumDepth` objects deep; what is deeper is left out.
enum FieldRewriter {
    static let maximumDepth = 8

    /// Returns whether the fields of an alert have to be written anew.
    static func isNeeded(_ alert: JSONView) -> Bool {
        guard let fields = alert.member("output_fields") else { return alert.member("outputFields") != nil }
        switch fields.kind {
        case .object: return fields.members.contains { isNested($0) }
        case .array: return fields.elements.contains { $0.kind == .object }
        case .string: return fields.stringBytes.map { $0.contains(0x7B) } ?? false
        default: return false
        }
    }

    /// Whether a member is an object of fields; an object in the place of a known field's value is none.
    private static func isNested(_ member: JSONMembers.Member) -> Bool {
        member.value.kind == .object && AlertField.outputFields.number(of: member.key) == nil
    }

    /// Returns the alert with flat fields.
    static func copy(of alert: JSONView) -> [UInt8] {
        var writer = JSONWriter(capacity: 4096)
        writer.beginObject()
        for member in alert.members where !isFields(member.key) {
            writer.key(utf8: member.key)
            write(member.value, into: &writer)
        }
        writer.beginObject("output_fields")
        if let fields = alert.member("output_fields") ?? alert.member("outputFields") {
            switch fields.kind {
            case .string: writeStringified(fields, into: &writer)
            case .array: writePairs(fields, into: &writer)
            default: writeFlat(fields, into: &writer)
            }
        }
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }

    private static func isFields(_ key: UnsafeRawBufferPointer) -> Bool {
        key.equals("output_fields") || key.equals("outputFields")
    }

    private static func writeStringified(_ fields: JSONView, into writer: inout JSONWriter) {
        guard let text = fields.stringBytes else { return }
        // The parser of this document is in use.
        let parser = JSONParser()
        guard let inner = try? parser.parse(text) else { return }
        if inner.kind == .array {
            writePairs(inner, into: &writer)
        } else {
            writeFlat(inner, into: &writer)
        }
        withExtendedLifetime(parser) {}
    }

    private static func writePairs(_ list: JSONView, into writer: inout JSONWriter) {
        for pair in list.elements {
            guard let key = (pair.member("key") ?? pair.member("name"))?.stringBytes, let value = pair.member("value")
            else { continue }
            writer.key(utf8: key)
            write(value, into: &writer)
        }
    }

    private static func writeFlat(_ fields: JSONView, into writer: inout JSONWriter) {
        for member in fields.members where member.value.kind != .object {
            writer.key(utf8: member.key)
            write(member.value, into: &writer)
        }
        for member in fields.members where member.value.kind == .object {
            writeNested(member.value, Array(member.key), depth: 1, into: &writer)
        }
    }

    private static func writeNested(
        _ object: JSONView,
        _ path: [UInt8],
        depth: Int,
        into writer: inout JSONWriter
    ) {
        guard depth < maximumDepth else { return }
        for member in object.members {
            let name = path + [0x2E] + member.key
            if member.value.kind == .object {
                writeNested(member.value, name, depth: depth + 1, into: &writer)
            } else {
                name.withUnsafeBytes { writer.key(utf8: $0) }
                write(member.value, into: &writer)
            }
        }
    }

    /// Writes a value without the objects in it, of which nothing is read.
    private static func write(_ value: JSONView, into writer: inout JSONWriter) {
        if let text = value.stringBytes {
            writer.string(text)
        } else if let integer = value.int64 {
            writer.int(integer)
        } else if let integer = value.uint64 {
            writer.uint(integer)
        } else if let flag = value.bool {
            writer.bool(flag)
        } else if let number = value.double {
            Array("\(number)".utf8).withUnsafeBytes { writer.raw($0) }
        } else if value.kind == .array {
            writer.beginArray()
            for element in value.elements where element.kind != .object {
                write(element, into: &writer)
            }
            writer.endArray()
        } else {
            writer.null()
        }
    }
}
