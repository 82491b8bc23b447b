import CKafka

/// The kind of records that a producer writes.
enum WriterKind {
    /// Records from outside, which are kept for long.
    case received
    /// Outputs of stages.
    case decided

    /// The codec that is best for them.
    var compression: String {
        self == .received && Self.hasZstd ? "zstd" : "lz4"
    }

    /// Whether the library was built with zstd.
    private static let hasZstd: Bool = {
        let configuration: OpaquePointer = rd_kafka_conf_new()
        defer { rd_kafka_conf_destroy(configuration) }
        var text = [CChar](repeating: 0, count: 512)
        var size = text.count
        guard rd_kafka_conf_get(configuration, "builtin.features", &text, &size) == RD_KAFKA_CONF_OK else {
            return false
        }
        return String(terminated: text).split(separator: ",").contains("zstd")
    }()
}
