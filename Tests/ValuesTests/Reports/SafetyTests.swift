import EventModel
import Foundation
import Reports
import Testing

/// What a sender writes never becomes part of a report's own language.
struct SafetyTests {
    private static let hostile = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'; DROP TABLE alerts; --", "</code></td>",
        "`code` ``more`` ```fence```", "| a | b |", "[link](javascript:alert(1))", "![x](http://203.0.113.1/x)",
        "# heading", "line\n\n# heading", "a\u{202E}b\u{2066}c\u{200B}d", "\u{1B}[31mred\u{7}", "&lt;already&gt;",
        "*bold* _it_ ~~no~~ <!-- comment -->", "https://example.com/", "", " ", "\u{1F980} čau",
    ]

    /// A report in which every text of a sender is the same.
    private func report(_ text: String) -> IncidentReport {
        var report = SampleReport.incident
        report.summary.title = text
        report.summary.profile = Profile(text)
        report.summary.entity = Entity(text)
        report.summary.tactics = [text]
        report.timeline[0].text = text
        report.timeline[3].by = text
        var item = report.evidence[0]
        item.evidence = Evidence(
            event: item.evidence.event,
            time: item.evidence.time,
            receivedMilliseconds: 0,
            rule: text,
            priority: .notice,
            score: nil,
            isAnomalous: false,
            reasons: [text],
            facts: Facts(process: text, commandLine: text, file: text)
        )
        item.namespace = text
        item.tags = [text]
        item.verdict?.suggestions = [text]
        report.evidence = [item]
        return report
    }

    @Test("HTML has the tags of an ordinary report and no other, whatever is in it", arguments: hostile)
    func html(_ text: String) throws {
        func tags(_ html: String) -> [Substring] { html.matches(of: /<[^>]*>/).map(\.output) }
        let plain = report("x").html
        let page = report(text).html
        #expect(tags(page) == tags(plain))
        #expect(!page.contains("<script"))
        for scalar in page.unicodeScalars {
            #expect(scalar == "\n" || scalar.value >= 0x20)
            #expect(!(0x202A...0x202E ~= scalar.value) && !(0x2066...0x2069 ~= scalar.value))
        }
    }

    @Test("Markdown has the lines and columns of an ordinary report, whatever is in it", arguments: hostile)
    func markdown(_ text: String) throws {
        /// Lines, each with the number of vertical bars that part columns.
        func shape(_ markdown: String) -> [Int] {
            markdown.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                var bars = 0
                var isEscaped = false
                for character in line {
                    bars += character == "|" && !isEscaped ? 1 : 0
                    isEscaped = character == "\\" && !isEscaped
                }
                return bars
            }
        }
        #expect(shape(report(text).markdown) == shape(report("x").markdown))
    }

    @Test("JSON reads back with every text as it was sent", arguments: hostile)
    func json(_ text: String) throws {
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(report(text).json.utf8)) as? [String: Any]
        )
        let incident = try #require(object["incident"] as? [String: Any])
        #expect(incident["title"] as? String == text)
        let evidence = try #require(object["evidence"] as? [[String: Any]])
        #expect(evidence.first?["namespace"] as? String == text)
        let inner = try #require(evidence.first?["evidence"] as? [String: Any])
        #expect(inner["rule"] as? String == text)
    }
}
