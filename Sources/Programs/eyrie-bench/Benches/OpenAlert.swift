import EventModel

/// An alert as a program with Foundation reads it from any sender: the peer of `ParseBench`.
///
/// Falco's `output_fields` are an open set of keys, and the type of a value differs between versions and transports,
/// so each value is asked for what it is, the most frequent types first.
struct OpenAlert: Decodable {
    let rule: String
    let priority: String
    let source: String?
    let hostname: String?
    let output: String?
    let time: String
    let tags: [String]?
    let fields: [String: Value]?

    enum CodingKeys: String, CodingKey {
        case rule
        case priority
        case source
        case hostname
        case output
        case time
        case tags
        case fields = "output_fields"
    }

    /// A value of any type, integers exact.
    enum Value: Decodable {
        case text(String)
        case integer(Int64)
        case unsigned(UInt64)
        case bool(Bool)
        case fraction(Double)
        case list([Value])
        case null

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self = .text(text)
            } else if let integer = try? container.decode(Int64.self) {
                self = .integer(integer)
            } else if container.decodeNil() {
                self = .null
            } else if let bool = try? container.decode(Bool.self) {
                self = .bool(bool)
            } else if let list = try? container.decode([Value].self) {
                self = .list(list)
            } else if let unsigned = try? container.decode(UInt64.self) {
                self = .unsigned(unsigned)
            } else {
                self = .fraction(try container.decode(Double.self))
            }
        }
    }

    /// What `ParseBench` sums over all alerts.
    var sum: Int64 {
        get throws {
            guard let time = Timestamp(rfc3339: time) else { throw BenchFailure("Foundation read no time") }
            var terminal: Int64 = 0
            if case .integer(let value) = fields?["proc.tty"] { terminal = value }
            let priority = Priority(spelling: priority)
            return time.nanoseconds / 1_000 + terminal + Int64(priority.rawValue) + Int64(tags?.count ?? 0)
        }
    }
}
