/// How the bytes of a stored batch are written.
enum BatchCodec: Int64, Sendable {
    /// The frames as they are.
    case plain = 0
    /// One zstd frame.
    case zstd = 1
}
