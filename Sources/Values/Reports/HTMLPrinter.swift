import EventModel

/// Writes a document as an HTML page without scripts and without anything loaded; every text is escaped.
///
/// Source: https://html.spec.whatwg.org/multipage/syntax.html, sections on text and attribute values.
package struct HTMLPrinter {
    private var text = ""

    /// Returns a document as a page.
    package static func page(of document: ReportDocument) -> String {
        var printer = HTMLPrinter()
        printer.append(document.blocks)
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(escaped(document.title))</title>
            <style>
            \(HTMLStyle.text)
            </style>
            </head>
            <body>
            <main>
            \(printer.text)</main>
            <footer>\(escaped(document.footer))</footer>
            </body>
            </html>

            """
    }

    private mutating func append(_ blocks: [ReportDocument.Block]) {
        for block in blocks {
            append(block)
        }
    }

    private mutating func append(_ block: ReportDocument.Block) {
        switch block {
        case .heading(let level, let title):
            text += "<h\(level)>\(Self.escaped(title))</h\(level)>\n"
        case .paragraph(let words):
            text += "<p>\(Self.escaped(words))</p>\n"
        case .list(let items):
            append("ul", items.map { "<li>\(Self.html(of: $0))</li>" })
        case .pairs(let pairs):
            append(
                "dl",
                pairs.map { "<dt>\(Self.escaped($0.label.text))</dt><dd>\(Self.html(of: $0.value))</dd>" }
            )
        case .table(let columns, let rows):
            text += "<div class=\"scroll\"><table>\n<thead><tr>"
            text += columns.map { "<th scope=\"col\">\(Self.escaped($0.text))</th>" }.joined()
            text += "</tr></thead>\n<tbody>\n"
            for row in rows {
                text += "<tr>" + row.map { "<td>\(Self.html(of: $0))</td>" }.joined() + "</tr>\n"
            }
            text += "</tbody>\n</table></div>\n"
        case .item(let blocks):
            text += "<section class=\"item\">\n"
            append(blocks)
            text += "</section>\n"
        }
    }

    /// Appends an element with a line for each of its own; nothing when there is none.
    private mutating func append(_ element: String, _ lines: [String]) {
        guard !lines.isEmpty else { return }
        text += "<\(element)>\n" + lines.map { $0 + "\n" }.joined() + "</\(element)>\n"
    }

    private static func html(of value: ReportDocument.Value) -> String {
        switch value {
        case .text(let words): escaped(words)
        case .warning(let words): "<span class=\"warning\">\(escaped(words))</span>"
        case .code(let words): code(words)
        case .codes(let all): all.map(code).joined(separator: " ")
        case .named(let label, let words): "\(escaped(label.text)) \(code(words))"
        case .severity(let severity):
            "<span class=\"severity \(HTMLStyle.grade(of: severity))\">\(severity)</span>"
        case .time(let time): "<time datetime=\"\(time)\">\(ReportText.short(time))</time>"
        case .gauge(let number, _): bar(number)
        }
    }

    private static func code(_ value: String) -> String {
        "<code>\(escaped(value))</code>"
    }

    /// Returns a number from 0 to 1 with a bar.
    private static func bar(_ value: Milli) -> String {
        let percent = max(0, min(100, (value.thousandths + 5) / 10))
        return "\(value) <span class=\"bar\" aria-hidden=\"true\"><span style=\"width:\(percent)%\"></span></span>"
    }

    /// Returns text that is safe in an element and in a quoted attribute.
    private static func escaped(_ value: String) -> String {
        var out = ""
        for scalar in ReportText.visible(value).unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "'": out += "&#39;"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
