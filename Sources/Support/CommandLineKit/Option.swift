/// A declared option of a command: `--name`, `--name VALUE` or `--name=VALUE`.
package struct Option: Sendable, Equatable {
    /// The long name without its two hyphens.
    package let name: String
    /// The one-letter name without its hyphen.
    package let short: Character?
    /// How help shows the value, in capitals; empty for a flag.
    package let placeholder: String
    /// What the value may be; nil for a flag, which has none.
    package let kind: ValueKind?
    /// One sentence for help.
    package let help: String
    /// The value used when the option is not given.
    package let defaultText: String?
    /// Whether a command line without it is wrong.
    package let isRequired: Bool
    /// Whether it may be given several times.
    package let isRepeatable: Bool

    /// Declares an option without a value.
    package static func flag(_ name: String, short: Character? = nil, help: String) -> Option {
        Option(
            name: name,
            short: short,
            placeholder: "",
            kind: nil,
            help: help,
            defaultText: nil,
            isRequired: false,
            isRepeatable: true
        )
    }

    /// Declares an option with one value of a kind.
    ///
    /// - Parameters:
    ///   - name: The long name without hyphens.
    ///   - short: The one-letter name, if any.
    ///   - placeholder: How help shows the value.
    ///   - kind: What the value may be.
    ///   - help: One sentence for help.
    ///   - defaultText: The value used when the option is not given; it must be of the kind.
    ///   - isRequired: Whether a command line without it is wrong.
    /// - Returns: The declaration.
    package static func value(
        _ name: String,
        short: Character? = nil,
        placeholder: String,
        kind: ValueKind = .text,
        help: String,
        default defaultText: String? = nil,
        isRequired: Bool = false
    ) -> Option {
        if let defaultText {
            precondition(kind.objection(to: defaultText) == nil, "the default of --\(name) is not of its kind")
        }
        return Option(
            name: name,
            short: short,
            placeholder: placeholder,
            kind: kind,
            help: help,
            defaultText: defaultText,
            isRequired: isRequired,
            isRepeatable: false
        )
    }

    /// Declares an option that may be given several times, with a value each time.
    package static func repeated(
        _ name: String,
        short: Character? = nil,
        placeholder: String,
        kind: ValueKind = .text,
        help: String
    ) -> Option {
        Option(
            name: name,
            short: short,
            placeholder: placeholder,
            kind: kind,
            help: help,
            defaultText: nil,
            isRequired: false,
            isRepeatable: true
        )
    }

    /// The names as they are typed, the long one first.
    var spellings: [String] {
        ["--\(name)"] + (short.map { ["-\($0)"] } ?? [])
    }
}
