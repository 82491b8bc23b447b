import JSONText

/// Fields and tags that a bridge's settings add to the envelope of each alert; the received bytes stay as they are.
///
/// An envelope holds them as two CloudEvents attributes, which are texts: `customfields` is `NAME=VALUE` joined by
/// commas in the order of names, `customtags` the tags joined by commas. In a part `%` is `%25`, `,` is `%2C` and `=`
/// is `%3D`. An envelope without either has neither member.
package struct CustomLabels: Hashable, Sendable {
    /// A name with its value.
    package struct Field: Hashable, Sendable {
        /// The name; unique.
        package let name: String
        /// The value.
        package let value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// No fields and no tags.
    package static let none = CustomLabels()

    /// In the order of the names' bytes.
    package let fields: [Field]
    /// In the order given.
    package let tags: TextList
    /// What is in an envelope.
    let fieldsText: String
    let tagsText: String

    /// Makes labels; of two fields of one name the later counts.
    package init(fields: [Field] = [], tags: TextList = []) {
        var unique: [Field] = []
        for field in fields {
            unique.removeAll { $0.name == field.name }
            unique.append(field)
        }
        unique.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        self.fields = unique
        self.tags = tags
        fieldsText = unique.map { Self.escaped($0.name) + "=" + Self.escaped($0.value) }.joined(separator: ",")
        tagsText = tags.map(Self.escaped).joined(separator: ",")
    }

    /// Whether there is nothing to add.
    package var isEmpty: Bool { fields.isEmpty && tags.isEmpty }

    /// The value of a field; nil when there is none of that name.
    package func value(of name: String) -> String? {
        fields.first { $0.name == name }?.value
    }

    /// Reads what is in an envelope.
    init(from reader: MemberReader) throws(PayloadFault) {
        // One look for both: an envelope with one has the other.
        guard reader.optional("customfields") != nil else {
            self = .none
            return
        }
        var fields: [Field] = []
        for part in Self.parts(of: try reader.string("customfields")) {
            guard let equals = part.firstIndex(of: 0x3D) else { throw reader.bad("customfields", "NAME=VALUE,...") }
            let value = part[part.index(after: equals)...]
            fields.append(Field(name: Self.unescaped(part[..<equals]), value: Self.unescaped(value)))
        }
        var tags = TextList()
        for part in Self.parts(of: try reader.string("customtags")) {
            tags.append(Self.unescaped(part))
        }
        self.init(fields: fields, tags: tags)
    }

    /// Writes the two members, nothing when there is nothing to add.
    func write(into writer: inout JSONWriter) {
        guard !isEmpty else { return }
        writer.member("customfields", fieldsText)
        writer.member("customtags", tagsText)
    }

    private static func parts(of text: String) -> [ArraySlice<UInt8>] {
        Array(text.utf8).split(separator: 0x2C)
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": escaped += "%25"
            case ",": escaped += "%2C"
            case "=": escaped += "%3D"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// Puts the three characters back; anything else behind a `%` stays as it is.
    private static func unescaped(_ part: ArraySlice<UInt8>) -> String {
        var bytes: [UInt8] = []
        var rest = part
        while let byte = rest.first {
            let code = rest.prefix(3)
            let plain: UInt8? =
                code.elementsEqual("%25".utf8)
                ? 0x25
                : code.elementsEqual("%2C".utf8)
                    ? 0x2C
                    : code.elementsEqual("%3D".utf8) ? 0x3D : nil
            bytes.append(plain ?? byte)
            rest = rest.dropFirst(plain == nil ? 1 : 3)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
