/// A growing CommonMark text with GitHub's tables; what senders wrote is escaped or stands in code spans.
///
/// Source: https://spec.commonmark.org/0.31.2/ sections 2.4 and 6.1; GitHub Flavored Markdown section 4.10.
struct MarkdownPage {
    private(set) var text = ""

    /// Appends a heading; level 1 to 6.
    mutating func heading(_ level: Int, _ title: String) {
        separate()
        text += String(repeating: "#", count: level) + " " + Self.escaped(title) + "\n"
    }

    /// Appends a paragraph of text that is Markdown already.
    mutating func paragraph(_ markdown: String) {
        separate()
        text += markdown + "\n"
    }

    /// Appends a list; the items are Markdown already.
    mutating func list(_ items: [String]) {
        guard !items.isEmpty else { return }
        separate()
        for item in items {
            text += "- " + item + "\n"
        }
    }

    /// Appends a table; the cells are Markdown already, whose escapes and code spans hide vertical bars.
    mutating func table(_ columns: [String], _ rows: [[String]]) {
        separate()
        text += "| " + columns.joined(separator: " | ") + " |\n"
        text += "|" + String(repeating: " --- |", count: columns.count) + "\n"
        for row in rows {
            text += "| " + row.joined(separator: " | ") + " |\n"
        }
    }

    private mutating func separate() {
        if !text.isEmpty {
            text += "\n"
        }
    }

    /// Returns text with everything escaped that means something in Markdown or HTML.
    static func escaped(_ value: String) -> String {
        var out = ""
        for scalar in ReportText.visible(value).unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\\", "`", "*", "_", "{", "}", "[", "]", "#", "|", "~", "!":
                out += "\\"
                out.unicodeScalars.append(scalar)
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    /// Returns a code span that shows the value as it is, a vertical bar escaped for tables.
    static func code(_ value: String) -> String {
        let shown = ReportText.visible(value)
        var longest = 0
        var run = 0
        for character in shown.utf8 {
            run = character == 0x60 ? run + 1 : 0
            longest = max(longest, run)
        }
        let fence = String(repeating: "`", count: longest + 1)
        let pad = longest > 0 || shown.isEmpty || shown.hasPrefix(" ") || shown.hasSuffix(" ") ? " " : ""
        var inner = ""
        for scalar in shown.unicodeScalars {
            if scalar == "|" {
                inner += "\\"
            }
            inner.unicodeScalars.append(scalar)
        }
        return fence + pad + inner + pad + fence
    }
}
