import EventModel

/// Writes a document as CommonMark with GitHub's tables; what senders wrote is escaped or is in code spans.
///
/// Source: https://spec.commonmark.org/0.31.2/ sections 2.4 and 6.1; GitHub Flavored Markdown section 4.10.
package struct MarkdownPrinter {
    private var text = ""

    /// Returns a document as Markdown.
    package static func text(of document: ReportDocument) -> String {
        var printer = MarkdownPrinter()
        printer.append(document.blocks)
        printer.append(.paragraph(document.footer))
        return printer.text
    }

    private mutating func append(_ blocks: [ReportDocument.Block]) {
        for block in blocks {
            append(block)
        }
    }

    private mutating func append(_ block: ReportDocument.Block) {
        switch block {
        case .heading(let level, let title):
            lines([String(repeating: "#", count: level) + " " + Self.escaped(title)])
        case .paragraph(let words):
            lines([Self.escaped(words)])
        case .list(let items):
            lines(items.map { "- " + Self.text(of: $0) })
        case .pairs(let pairs):
            table(["", ""], pairs.map { [$0.label.text, Self.text(of: $0.value)] })
        case .table(let columns, let rows):
            table(columns.map(\.text), rows.map { $0.map(Self.text) })
        case .item(let blocks):
            append(blocks)
        }
    }

    /// Appends a table; escapes and code spans of the cells hide vertical bars.
    private mutating func table(_ columns: [String], _ rows: [[String]]) {
        let rule = "|" + String(repeating: " --- |", count: columns.count)
        let all = ([columns] + rows).map { "| " + $0.joined(separator: " | ") + " |" }
        lines([all[0], rule] + all.dropFirst())
    }

    /// Appends lines after an empty one; nothing when there is none.
    private mutating func lines(_ lines: [String]) {
        if !text.isEmpty, !lines.isEmpty {
            text += "\n"
        }
        for line in lines {
            text += line + "\n"
        }
    }

    private static func text(of value: ReportDocument.Value) -> String {
        switch value {
        case .text(let words), .warning(let words), .gauge(_, let words): escaped(words)
        case .code(let words): code(words)
        case .codes(let all): all.map(code).joined(separator: " ")
        case .named(let label, let words): "\(label.text) \(code(words))"
        case .severity(let severity): severity.description
        case .time(let time): ReportText.short(time)
        }
    }

    /// Returns text with everything escaped that means something in Markdown or HTML.
    private static func escaped(_ value: String) -> String {
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
    private static func code(_ value: String) -> String {
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
