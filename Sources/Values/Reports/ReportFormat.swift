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
