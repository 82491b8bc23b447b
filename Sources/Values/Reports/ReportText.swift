import EventModel

/// Text of a sender made safe to show: an attacker may have written an alert's command line.
package enum ReportText {
    /// Returns the text in one line, what is invisible or turns the direction of reading as `\u{...}`.
    ///
    /// Source: Unicode Technical Report 36, section 2.10.2, on bidirectional overrides.
    package static func visible(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isHidden) else { return text }
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            default:
                if isHidden(scalar) {
                    out += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
                } else {
                    out.unicodeScalars.append(scalar)
                }
            }
        }
        return out
    }

    /// Returns a time in whole seconds, which is what a person compares: `2026-01-02 03:04:05Z`.
    static func short(_ time: Timestamp) -> String {
        let text = Array(time.description.utf8)
        return String(decoding: text[0..<10] + [0x20] + text[11..<19] + [0x5A], as: UTF8.self)
    }

    /// Returns a share as a whole percentage.
    static func percent(_ share: Milli) -> String {
        "\((share.thousandths + 5) / 10) %"
    }

    /// Returns a count with the noun, in the plural unless it is one.
    static func count(_ count: Int, _ noun: String) -> String {
        count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF: true
        default: false
        }
    }
}
