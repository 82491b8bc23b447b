/// The value of a label, which may have come from outside.
enum MetricLabel {
    /// Bytes of a value; a longer one is cut, and ends with an ellipsis.
    static let maximumBytes = 256

    /// Replaces control characters, line and paragraph separators and bidirectional controls by U+FFFD, and cuts.
    ///
    /// Done before the series is looked up, so that two series never show the same labels.
    static func clean(_ value: String) -> String {
        let isPlain = value.utf8.allSatisfy { 0x20..<0x7F ~= $0 }
        guard !isPlain || value.utf8.count > maximumBytes else { return value }
        var result = ""
        for scalar in value.unicodeScalars {
            switch scalar.value {
            // A line feed is escaped by the format itself.
            case 0x09, 0x0A: result.unicodeScalars.append(scalar)
            case 0x00...0x1F, 0x7F...0x9F, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF:
                result.unicodeScalars.append("\u{FFFD}")
            default: result.unicodeScalars.append(scalar)
            }
            if result.utf8.count > maximumBytes { return cut(result) }
        }
        return result
    }

    private static func cut(_ value: String) -> String {
        var value = value
        while value.utf8.count > maximumBytes - 3 {
            value.unicodeScalars.removeLast()
        }
        return value + "…"
    }
}
