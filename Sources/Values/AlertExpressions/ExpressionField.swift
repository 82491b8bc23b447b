package import EventModel

/// The part of an alert that a comparison uses.
package enum ExpressionField: Sendable, Equatable {
    case rule
    case priority
    case source
    case hostname
    /// Falco's `output`, with time and priority in front.
    case output
    /// Falco's `message`.
    case message
    /// The alert's tags and those of the settings; a comparison holds when it holds for one of them.
    case tags
    /// `k8s.ns.name`, else `k8smeta.ns.name`, else the target of a Kubernetes audit event.
    case namespace
    /// `k8s.pod.name`, else `k8smeta.pod.name`.
    case pod
    /// The pod's owner, as in profiles; also written `deployment`.
    case workload
    /// `container.name`.
    case container
    /// `container.image.repository`.
    case image
    case cluster
    case tenant
    /// A custom field of the settings, `custom.NAME`.
    case custom(String)
    /// An output field that alerts keep at hand.
    case known(AlertField)
    /// Any other output field.
    case other(String)

    /// The names without a dot, each with its field.
    static let plainNames: [(name: String, field: ExpressionField)] = [
        ("rule", .rule), ("priority", .priority), ("source", .source), ("hostname", .hostname), ("output", .output),
        ("message", .message), ("tags", .tags), ("namespace", .namespace), ("pod", .pod), ("workload", .workload),
        ("deployment", .workload), ("container", .container), ("image", .image), ("cluster", .cluster),
        ("tenant", .tenant),
    ]

    static let customPrefix = "custom."

    private static let knownFields: [String: AlertField] = Dictionary(
        AlertField.allCases.dropFirst(AlertField.topLevelCount).map { ("\($0.name)", $0) },
        uniquingKeysWith: { first, _ in first }
    )

    /// The output field of that very name.
    init(outputField name: String) {
        self = Self.knownFields[name].map { .known($0) } ?? .other(name)
    }

    /// The field of a word; nil when there is none.
    init?(word: String) {
        if let plain = Self.plainNames.first(where: { $0.name == word }) {
            self = plain.field
        } else if word.hasPrefix(Self.customPrefix), Self.isName(word) {
            self = .custom(String(word.dropFirst(Self.customPrefix.count)))
        } else if Self.isOutputField(word) {
            self.init(outputField: word)
        } else {
            return nil
        }
    }

    /// How the field is written in an expression.
    var text: String {
        switch self {
        case .custom(let name): Self.customPrefix + name
        case .known(let field): "\(field.name)"
        case .other(let name): Self.isOutputField(name) ? name : "`\(name)`"
        default: Self.plainNames.first { $0.field == self }?.name ?? ""
        }
    }

    /// Whether a word is read as the output field of that name.
    private static func isOutputField(_ word: String) -> Bool {
        isName(word) && !word.hasPrefix(customPrefix)
    }

    /// Letters, digits, underscores and hyphens with a dot or more between them; brackets hold anything.
    private static func isName(_ word: String) -> Bool {
        var isInside = false
        var hasDot = false
        var last: Unicode.Scalar = "."
        for scalar in word.unicodeScalars {
            if isInside {
                guard scalar != "\n" else { return false }
                isInside = scalar != "]"
            } else {
                switch scalar {
                case "a"..."z", "A"..."Z", "0"..."9", "_", "-":
                    guard last != "]" else { return false }
                case ".":
                    guard last != "." else { return false }
                    hasDot = true
                case "[":
                    guard last != "." else { return false }
                    isInside = true
                default: return false
                }
            }
            last = scalar
        }
        return hasDot && !isInside && last != "."
    }
}
