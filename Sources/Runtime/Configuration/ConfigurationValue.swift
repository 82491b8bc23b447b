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
