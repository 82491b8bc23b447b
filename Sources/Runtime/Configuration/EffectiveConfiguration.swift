/// The settings of a process: a value for every key of its schema, with where it came from.
package struct EffectiveConfiguration: Sendable {
    struct Entry: Sendable, Equatable {
        let value: ConfigurationValue
        let origin: ConfigurationOrigin
        /// Where each text of a map came from.
        var memberOrigins: [String: ConfigurationOrigin] = [:]
    }

    let schema: ConfigurationSchema
    private var entries: [String: Entry]

    init(schema: ConfigurationSchema) {
        self.schema = schema
        entries = Dictionary(
            uniqueKeysWithValues: schema.declarations.map {
                ($0.path, Entry(value: $0.defaultValue, origin: .byDefault))
            }
        )
    }

    /// The value of a key; a key that is not in the schema is a mistake of the program and stops it.
    package subscript<Value>(key: ConfigurationKey<Value>) -> Value {
        let path = key.declaration.path
        precondition(schema.declaration(path: path) == key.declaration, "key \(path) is not in the schema")
        guard let value = entries[path].flatMap({ key.extract($0.value) }) else {
            preconditionFailure("the value of \(path) was checked when it was read")
        }
        return value
    }

    /// Tells where the value of a key came from.
    package func origin<Value>(of key: ConfigurationKey<Value>) -> ConfigurationOrigin {
        entry(key.declaration).origin
    }

    /// Tells where one text of a map came from.
    package func origin(of map: ConfigurationKey<[String: String]>, name: String) -> ConfigurationOrigin {
        let entry = entry(map.declaration)
        return entry.memberOrigins[name] ?? entry.origin
    }

    /// The settings as YAML with a comment for each key; secrets are hidden.
    ///
    /// Read back as a file it gives the same settings, unless a secret is set: its placeholder is refused.
    package var text: String { ConfigurationText(self).text }

    func entry(_ declaration: ConfigurationDeclaration) -> Entry {
        guard let entry = entries[declaration.path] else {
            preconditionFailure("key \(declaration.path) is not in the schema")
        }
        return entry
    }

    mutating func set(_ path: String, to value: ConfigurationValue, from origin: ConfigurationOrigin) {
        entries[path] = Entry(value: value, origin: origin)
    }

    /// Sets one text of a map and keeps the others.
    mutating func set(
        _ name: String,
        of map: ConfigurationDeclaration,
        to text: String,
        from origin: ConfigurationOrigin
    ) {
        let old = entry(map)
        guard case .textMap(var texts) = old.value else { preconditionFailure("\(map.path) is not a map") }
        texts[name] = text
        var new = Entry(value: .textMap(texts), origin: origin, memberOrigins: old.memberOrigins)
        new.memberOrigins[name] = origin
        entries[map.path] = new
    }
}
