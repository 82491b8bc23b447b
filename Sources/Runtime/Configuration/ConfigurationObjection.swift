/// Why a text or node is no value of a key.
enum ConfigurationObjection: Error, Equatable {
    /// It is of another type.
    case wrongType
    /// It is of the type and not allowed.
    case outOfRange
}
