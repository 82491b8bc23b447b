import Foundation
import Reports
import Testing

/// Reports as they stood when a person last looked at them.
///
/// `RECORD=1 swift test --filter GoldenTests` writes them again, and fails so that it does not count as a pass.
struct GoldenTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
        "Golden"
    )

    private func compare(_ text: String, with name: String) throws {
        let file = Self.folder.appendingPathComponent(name)
        if ProcessInfo.processInfo.environment["RECORD"] == "1" {
            try Data(text.utf8).write(to: file)
            Issue.record("recorded \(name)")
            return
        }
        let golden = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let expected = golden.split(separator: "\n", omittingEmptySubsequences: false)
        for (number, (line, other)) in zip(1..., zip(lines, expected)) where line != other {
            Issue.record("\(name):\(number) is \"\(line)\", not \"\(other)\"")
        }
        #expect(lines.count == expected.count)
    }

    @Test("the report of an incident is as it was", arguments: ReportFormat.allCases)
    func incident(_ format: ReportFormat) throws {
        try compare(SampleReport.incident.text(as: format), with: "incident.\(format.fileExtension)")
    }

    @Test("the report of a period is as it was", arguments: ReportFormat.allCases)
    func period(_ format: ReportFormat) throws {
        try compare(SampleReport.period.text(as: format), with: "period.\(format.fileExtension)")
    }

    @Test("the report of an empty period is as it was", arguments: ReportFormat.allCases)
    func emptyPeriod(_ format: ReportFormat) throws {
        try compare(SampleReport.emptyPeriod.text(as: format), with: "empty-period.\(format.fileExtension)")
    }
}
