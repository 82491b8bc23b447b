import JSONText

/// A member in which other products put an alert: one row of the table of what is unwrapped.
///
/// The rows are tried in their order, and the first whose content is an alert counts, wrappers in wrappers up to
/// `maximumDepth`. The received bytes stay as they came; only the alert is read from the inside. An object is
/// taken as it is, a string must hold JSON or Falco's text form, of which a base64 row holds the encoding.
struct AlertWrapper {
    /// Wrappers in wrappers that are looked into.
    static let maximumDepth = 5
    /// The most bytes of a string that is looked into; longer ones are no alert.
    static let maximumBytes = 4 << 20

    /// The member, through objects.
    let path: [StaticString]
    /// What the object must have besides; nil for nothing.
    let beside: StaticString?
    /// Whether a string is base64.
    let isBase64: Bool

    private init(_ path: StaticString..., beside: StaticString? = nil, base64 isBase64: Bool = false) {
        self.path = path
        self.beside = beside
        self.isBase64 = isBase64
    }

    /// Sources: CloudEvents 1.0 JSON format 3.1; Elasticsearch search API and ECS `event.original`; falcosidekick,
    /// outputs/webui.go and splunk.go; Google Cloud LogEntry; moby json-file, Fluent Bit and FireLens (`log`);
    /// systemd JOURNAL_EXPORT_FORMATS; Pub/Sub push; Amazon SNS, Kinesis, Firehose and CloudWatch Logs; Kafka
    /// Connect JsonConverter; Splunk export; Promtail.
    static let rows: [AlertWrapper] = [
        AlertWrapper("data", beside: "specversion"),
        AlertWrapper("data_base64", beside: "specversion", base64: true),
        AlertWrapper("_source"),
        AlertWrapper("event", "original"),
        AlertWrapper("event"),
        AlertWrapper("jsonPayload"),
        AlertWrapper("textPayload"),
        AlertWrapper("log"),
        AlertWrapper("MESSAGE"),
        AlertWrapper("message", "data", base64: true),
        AlertWrapper("message"),
        AlertWrapper("Message"),
        AlertWrapper("payload"),
        AlertWrapper("kinesis", "data", base64: true),
        AlertWrapper("data", base64: true),
        AlertWrapper("Data", base64: true),
        AlertWrapper("data"),
        AlertWrapper("json"),
        AlertWrapper("result"),
        AlertWrapper("_raw"),
        AlertWrapper("value"),
        AlertWrapper("body"),
        AlertWrapper("record"),
        AlertWrapper("line"),
        AlertWrapper("alert"),
        AlertWrapper("falco"),
        AlertWrapper("original"),
    ]

    /// Members of a list whose elements are alerts or wrappers: each element is a piece of its own.
    static let lists: [[StaticString]] = [
        ["hits", "hits"], ["logEvents"], ["records"], ["Records"], ["events"], ["entries"], ["items"], ["messages"],
        ["results"],
    ]

    /// Members of a wrapper that say when, for a text alert that has only a time of day.
    static let dates: [StaticString] = [
        "__REALTIME_TIMESTAMP", "_SOURCE_REALTIME_TIMESTAMP", "time", "@timestamp", "timestamp", "Timestamp",
        "receiveTimestamp", "date",
    ]

    /// What a member holds.
    enum Content {
        /// An object of the same document.
        case object(JSONView)
        /// JSON or text of its own.
        case bytes([UInt8])
    }

    /// Returns what the member of this row holds; nil when the value has no such member, or nothing that may be an alert.
    func content(of view: JSONView) -> Content? {
        if let beside, view.member(beside) == nil { return nil }
        var value = view
        for name in path {
            guard let next = value.member(name) else { return nil }
            value = next
        }
        if value.kind == .object {
            return isBase64 ? nil : .object(value)
        }
        guard let bytes = Self.bytes(of: value) else { return nil }
        guard isBase64 else { return Self.mayBeAlert(bytes) ? .bytes(bytes) : nil }
        guard let decoded = bytes.withUnsafeBytes({ Base64.decode($0) }), Self.mayBeAlert(decoded) else { return nil }
        return .bytes(decoded)
    }

    /// When the wrapper says that it happened; nil when it says nothing.
    static func date(of view: JSONView) -> Timestamp? {
        for name in dates {
            if let time = view.member(name).flatMap(AlertTime.read) { return time.time }
        }
        return nil
    }

    /// A string's bytes, or those of an array of byte numbers, as journald writes what is not UTF-8.
    private static func bytes(of value: JSONView) -> [UInt8]? {
        if let text = value.stringBytes {
            return text.count <= maximumBytes ? Array(text) : nil
        }
        guard value.kind == .array else { return nil }
        var bytes: [UInt8] = []
        for element in value.elements {
            guard let byte = element.int64.flatMap({ UInt8(exactly: $0) }), bytes.count < maximumBytes else {
                return nil
            }
            bytes.append(byte)
        }
        return bytes.isEmpty ? nil : bytes
    }

    /// Whether a text begins as an object, as a string that may hold one, or has a stamp in front as text alerts do.
    static func mayBeAlert(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first(where: { $0 > 0x20 }) else { return false }
        if first == 0x7B || first == 0x22 || first == 0xEF { return true }
        return bytes.withUnsafeBytes { AlertPrefix($0) != nil }
    }
}
