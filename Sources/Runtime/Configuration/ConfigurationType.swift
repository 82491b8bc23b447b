import YAMLText

/// What the value of a key may be.
indirect enum ConfigurationType: Sendable, Equatable {
    case bool
    case integer(ClosedRange<Int>, unit: String)
    case number(ClosedRange<Double>, unit: String)
    case text
    case path
    case choice([String])
    case duration(ClosedRange<Duration>)
    /// A size in bytes.
    case byteSize(ClosedRange<Int>)
    case texts
    /// Texts by names that the schema does not know.
    case textMap
    /// A value of a type, or the word `auto`.
    case automatic(ConfigurationType)

    /// The allowed values, as a phrase after "must be".
    var allowed: String {
        switch self {
        case .bool: "true or false"
        case .integer(let range, let unit):
            "a whole number from \(range.lowerBound) to \(range.upperBound)\(unit.isEmpty ? "" : " \(unit)")"
        case .number(let range, let unit):
            "a number from \(range.lowerBound) to \(range.upperBound)\(unit.isEmpty ? "" : " \(unit)")"
        case .text: "text"
        case .path: "the path of a file or folder"
        case .choice(let words): "one of \(words.joined(separator: ", "))"
        case .duration(let range):
            "a duration with a unit from \(DurationText(range.lowerBound)) to \(DurationText(range.upperBound))"
        case .byteSize(let range):
            "a size with a unit from \(ByteSizeText(range.lowerBound)) to \(ByteSizeText(range.upperBound))"
        case .texts: "a list of texts"
        case .textMap: "texts by name, each set on its own as KEY.NAME"
        case .automatic(let type): "auto or \(type.allowed)"
        }
    }

    /// Reads a value from a node of a file, where quotes and numbers tell types apart.
    func value(of node: YAMLNode) throws(YAMLError) -> Result<ConfigurationValue, ConfigurationObjection> {
        if case .texts = self, let elements = node.elements {
            var texts: [String] = []
            for element in elements {
                guard case .string(let text) = try element.value() else { return .failure(.wrongType) }
                texts.append(text)
            }
            return .success(.texts(texts))
        }
        if case .automatic(let type) = self {
            return node.text == Self.automaticWord ? .success(.automatic) : try type.value(of: node)
        }
        switch (self, try node.value()) {
        case (.bool, .bool(let value)): return .success(.bool(value))
        case (.integer, .integer(let value)): return checked(.integer(Int(value)))
        case (.number, .integer(let value)): return checked(.number(Double(value)))
        case (.number, .number(let value)): return checked(.number(value))
        case (.text, .string(let text)), (.path, .string(let text)), (.choice, .string(let text)),
            (.duration, .string(let text)), (.byteSize, .string(let text)):
            return value(ofText: text)
        default: return .failure(.wrongType)
        }
    }

    /// Reads a value from an environment variable or an option, where all is text; lists are separated by commas.
    func value(ofText text: String) -> Result<ConfigurationValue, ConfigurationObjection> {
        if case .automatic(let type) = self {
            return text == Self.automaticWord ? .success(.automatic) : type.value(ofText: text)
        }
        let value: ConfigurationValue? =
            switch self {
            case .bool: ["true": true, "false": false][text].map { .bool($0) }
            case .integer: Int(text).map { .integer($0) }
            case .number: Double(text).map { .number($0) }
            case .text, .path, .choice: .text(text)
            case .duration: DurationText(parsing: text).map { .duration($0.duration) }
            case .byteSize: ByteSizeText(parsing: text).map { .integer($0.bytes) }
            case .texts:
                .texts(
                    text.isEmpty ? [] : text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
                )
            case .textMap, .automatic: nil
            }
        return value.map { checked($0) } ?? .failure(.wrongType)
    }

    /// Checks a value of the right type against the range.
    func checked(_ value: ConfigurationValue) -> Result<ConfigurationValue, ConfigurationObjection> {
        if case .automatic(let type) = self, value != .automatic {
            return type.checked(value)
        }
        let isAllowed =
            switch (self, value) {
            case (.integer(let range, _), .integer(let number)): range.contains(number)
            case (.number(let range, _), .number(let number)): range.contains(number)
            case (.choice(let words), .text(let text)): words.contains(text)
            case (.duration(let range), .duration(let duration)): range.contains(duration)
            case (.byteSize(let range), .integer(let bytes)): range.contains(bytes)
            // A path goes to C, where a zero byte would cut it short.
            case (.path, .text(let text)): !text.utf8.contains(0)
            case (.bool, .bool), (.text, .text), (.texts, .texts), (.textMap, .textMap), (.automatic, .automatic): true
            default: false
            }
        return isAllowed ? .success(value) : .failure(.outOfRange)
    }

    /// Writes a value of this type as YAML.
    func yaml(_ value: ConfigurationValue) -> String {
        switch (self, value) {
        case (_, .automatic): Self.automaticWord
        case (.automatic(let type), _): type.yaml(value)
        case (.byteSize, .integer(let bytes)): "\(ByteSizeText(bytes))"
        case (_, .bool(let value)): "\(value)"
        case (_, .integer(let number)): "\(number)"
        case (_, .number(let number)): "\(number)"
        case (_, .text(let text)): QuotedText.quoted(text)
        case (_, .duration(let duration)): "\(DurationText(duration))"
        case (_, .texts(let texts)): "[\(texts.map(QuotedText.quoted).joined(separator: ", "))]"
        case (_, .textMap(let texts)):
            "{\(texts.sorted { $0.key < $1.key }.map(Self.yamlMember).joined(separator: ", "))}"
        }
    }

    private static let automaticWord = "auto"

    private static func yamlMember(_ member: (key: String, value: String)) -> String {
        "\(QuotedText.quoted(member.key)): \(QuotedText.quoted(member.value))"
    }
}

/// The value of a key; its case follows from the key's type.
enum ConfigurationValue: Sendable, Equatable {
    case bool(Bool)
    /// A whole number, or a size in bytes.
    case integer(Int)
    case number(Double)
    /// Text, a path, or one of a choice.
    case text(String)
    case duration(Duration)
    case texts([String])
    /// Texts by name.
    case textMap([String: String])
    /// The program chooses.
    case automatic
}

/// Why a text or node is not a valid value of a key.
enum ConfigurationObjection: Error, Equatable {
    /// It is of another type.
    case wrongType
    /// It is of the type and not allowed.
    case outOfRange
}
