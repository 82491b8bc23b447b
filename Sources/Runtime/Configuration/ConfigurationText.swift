import Telemetry

/// Settings written as YAML: sections in the order of the schema, and a comment before each key.
struct ConfigurationText {
    private let configuration: EffectiveConfiguration

    init(_ configuration: EffectiveConfiguration) {
        self.configuration = configuration
    }

    var text: String {
        section(configuration.schema.declarations.map { (Self.words($0.path)[...], $0) }, indentation: "")
    }

    private typealias Member = (words: ArraySlice<Substring>, declaration: ConfigurationDeclaration)

    private func section(_ members: [Member], indentation: String) -> String {
        var text = ""
        var done: Set<Substring> = []
        for member in members {
            guard let word = member.words.first, done.insert(word).inserted else { continue }
            if member.words.count == 1 {
                text += lines(of: member.declaration, word: word, indentation: indentation)
                continue
            }
            let inner = members.filter { $0.words.first == word }.map { ($0.words.dropFirst(), $0.declaration) }
            text += "\(indentation)\(word):\n" + section(inner, indentation: indentation + "  ")
        }
        return text
    }

    private func lines(of declaration: ConfigurationDeclaration, word: Substring, indentation: String) -> String {
        let entry = configuration.entry(declaration)
        if case .textMap(let texts) = entry.value, !texts.isEmpty {
            return """
                \(indentation)# \(declaration.documentation)
                \(indentation)# \(declaration.allowed); default {}
                \(indentation)\(word):

                """ + members(texts, of: declaration, entry, indentation: indentation + "  ")
        }
        let value =
            declaration.isSecret && entry.value != declaration.defaultValue
            ? QuotedText.quoted(Secret<String>.placeholder) : declaration.type.yaml(entry.value)
        let facts = "\(declaration.allowed); default \(declaration.type.yaml(declaration.defaultValue))"
        let origin = Self.line(entry.origin)
        return """
            \(indentation)# \(declaration.documentation)
            \(indentation)# \(declaration.isSecret ? "secret; " : "")\(facts); set by \(origin)
            \(indentation)\(word): \(value)

            """
    }

    private func members(
        _ texts: [String: String],
        of declaration: ConfigurationDeclaration,
        _ entry: EffectiveConfiguration.Entry,
        indentation: String
    ) -> String {
        texts.sorted { $0.key < $1.key }.map { name, text in
            let isSecret = declaration.isSecretName(name)
            let shown = QuotedText.quoted(isSecret ? Secret<String>.placeholder : text)
            let origin = Self.line(entry.memberOrigins[name] ?? entry.origin)
            return """
                \(indentation)# \(isSecret ? "secret; " : "")set by \(origin)
                \(indentation)\(QuotedText.quoted(name)): \(shown)

                """
        }.joined()
    }

    /// A file's name may hold anything; a comment must stay one line.
    private static func line(_ origin: ConfigurationOrigin) -> String {
        origin.description.split { $0.isNewline }.joined(separator: " ")
    }

    private static func words(_ path: String) -> [Substring] {
        path.split(separator: ".")
    }
}
