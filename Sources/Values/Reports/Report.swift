import EventModel

/// A report: a value that can be printed for people, as a document, and written for programs, as JSON.
package protocol Report: Sendable, Equatable {
    /// The document for people.
    var document: ReportDocument { get }
    /// One JSON document with an end of line, for programs.
    var json: String { get }
}

extension Report {
    /// The report as Markdown.
    package var markdown: String { MarkdownPrinter.text(of: document) }

    /// The report as one HTML page.
    package var html: String { HTMLPrinter.page(of: document) }

    /// Returns the report in a format.
    package func text(as format: ReportFormat) -> String {
        switch format {
        case .markdown: markdown
        case .json: json
        case .html: html
        }
    }

    /// The last line of a report that was made at that time; nil leaves the time out.
    static func footer(madeAt: Timestamp?) -> String {
        let times = "Times are UTC."
        return madeAt.map { "Made by Eyrie at \(ReportText.short($0)). \(times)" } ?? "Made by Eyrie. \(times)"
    }
}

/// How a report is written.
package enum ReportFormat: String, Sendable, CaseIterable {
    /// CommonMark with tables, for tickets.
    case markdown
    /// One JSON document, for programs.
    case json
    /// One page without scripts or anything loaded, for people and print.
    case html

    /// The usual end of a file's name, without the point.
    package var fileExtension: String {
        switch self {
        case .markdown: "md"
        case .json: "json"
        case .html: "html"
        }
    }
}
