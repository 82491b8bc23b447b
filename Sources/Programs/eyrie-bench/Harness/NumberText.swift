import Foundation

/// Numbers as tables and goals show them.
enum NumberText {
    /// The shortest decimal with at most three digits behind the point.
    static func plain(_ value: Double) -> String {
        guard value.rounded() != value else { return String(Int64(value)) }
        var text = String(format: "%.3f", value)
        while text.hasSuffix("0") {
            text.removeLast()
        }
        return text
    }

    /// For people: no more digits than are known.
    static func short(_ value: Double) -> String {
        switch abs(value) {
        case 1_000...: grouped(Int64(value.rounded()))
        case 100...: String(format: "%.0f", value)
        case 10...: String(format: "%.1f", value)
        default: plain(value)
        }
    }

    /// A whole number with a comma before each three digits.
    static func grouped(_ value: Int64) -> String {
        var digits = String(value.magnitude)
        var parts: [String] = []
        while digits.count > 3 {
            parts.append(String(digits.suffix(3)))
            digits.removeLast(3)
        }
        parts.append(digits)
        return (value < 0 ? "-" : "") + parts.reversed().joined(separator: ",")
    }
}
