/// How a log line is written.
package enum LoggerFormat: String, Sendable, CaseIterable {
    /// `key=value` pairs, values quoted where they need it.
    case logfmt
    /// One JSON object a line.
    case json

    /// Writes one line with its end.
    ///
    /// Control characters, line and paragraph separators and bidirectional controls of any value are escaped, so that
    /// what an attacker put into a value neither begins a new line nor hides a part of one.
    ///
    /// - Parameters:
    ///   - nanoseconds: The time since 1970-01-01T00:00:00Z.
    ///   - level: The level.
    ///   - label: The logger's label.
    ///   - message: The constant message.
    ///   - metadata: Keys and values, in order.
    /// - Returns: The line.
    func line(
        nanoseconds: Int64,
        level: LoggerLevel,
        label: String,
        message: String,
        metadata: LoggerMetadata
    ) -> String {
        let columns: [(String, LoggerValue)] =
            [
                ("time", .string(LoggerTime(nanoseconds: nanoseconds).description)),
                ("level", .string(level.rawValue)),
                ("logger", .string(label)),
                ("message", .string(message)),
            ] + metadata.pairs.map { ($0.key, $0.value) }
        return switch self {
        case .logfmt: columns.map { "\($0)=\(Self.plain($1))" }.joined(separator: " ") + "\n"
        case .json: "{" + columns.map { "\"\($0)\":\(Self.json($1))" }.joined(separator: ",") + "}\n"
        }
    }

    private static func plain(_ value: LoggerValue) -> String {
        guard case .string(let text) = value else { return json(value) }
        let needsQuotes = text.isEmpty || text.unicodeScalars.contains { $0 == " " || $0 == "=" || escape($0) != nil }
        return needsQuotes ? quoted(text) : text
    }

    private static func json(_ value: LoggerValue) -> String {
        switch value {
        case .string(let text): quoted(text)
        case .integer(let number): "\(number)"
        case .number(let number): number.isFinite ? "\(number)" : quoted("\(number)")
        case .bool(let value): value ? "true" : "false"
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            if let escaped = escape(scalar) { result += escaped } else { result.unicodeScalars.append(scalar) }
        }
        return result + "\""
    }

    /// Returns a scalar's escape sequence (JSON's, RFC 8259 section 7); nil when it needs none.
    private static func escape(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{61C}", "\u{200E}"..."\u{200F}", "\u{2028}"..."\u{202E}",
            "\u{2066}"..."\u{2069}", "\u{FEFF}":
            unicode(scalar)
        default: nil
        }
    }

    private static func unicode(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
