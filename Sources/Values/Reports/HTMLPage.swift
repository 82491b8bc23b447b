/// A growing HTML page without scripts and without anything loaded; every text is escaped.
///
/// Source: https://html.spec.whatwg.org/multipage/syntax.html, sections on text and attribute values.
struct HTMLPage {
    private(set) var text: String

    /// Starts a page.
    init(title: String) {
        text = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(Self.escaped(title))</title>
            <style>
            \(HTMLStyle.text)
            </style>
            </head>
            <body>
            <main>

            """
    }

    /// Ends the page and returns it.
    consuming func end(footer: String) -> String {
        text + "</main>\n<footer>\(Self.escaped(footer))</footer>\n</body>\n</html>\n"
    }

    /// Appends a heading; level 1 to 6.
    mutating func heading(_ level: Int, _ title: String) {
        text += "<h\(level)>\(Self.escaped(title))</h\(level)>\n"
    }

    /// Appends HTML as it is.
    mutating func raw(_ html: String) {
        text += html + "\n"
    }

    /// Appends pairs as a description list; the values are HTML already.
    mutating func pairs(_ rows: [(label: String, html: String)]) {
        guard !rows.isEmpty else { return }
        text += "<dl>\n"
        for row in rows {
            text += "<dt>\(Self.escaped(row.label))</dt><dd>\(row.html)</dd>\n"
        }
        text += "</dl>\n"
    }

    /// Appends a table; the cells are HTML already.
    mutating func table(_ columns: [String], _ rows: [[String]]) {
        text += "<div class=\"scroll\"><table>\n<thead><tr>"
        for column in columns {
            text += "<th scope=\"col\">\(Self.escaped(column))</th>"
        }
        text += "</tr></thead>\n<tbody>\n"
        for row in rows {
            text += "<tr>"
            for cell in row {
                text += "<td>\(cell)</td>"
            }
            text += "</tr>\n"
        }
        text += "</tbody>\n</table></div>\n"
    }

    /// Appends a list; the items are HTML already.
    mutating func list(_ items: [String]) {
        guard !items.isEmpty else { return }
        text += "<ul>\n"
        for item in items {
            text += "<li>\(item)</li>\n"
        }
        text += "</ul>\n"
    }

    /// Returns text that is safe in an element and in a quoted attribute.
    static func escaped(_ value: String) -> String {
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

    /// Returns an element with code.
    static func code(_ value: String) -> String { "<code>\(escaped(value))</code>" }
}
