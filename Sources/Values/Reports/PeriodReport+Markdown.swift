import EventModel

extension PeriodReport {
    /// The report as Markdown.
    package var markdown: String {
        var page = MarkdownPage()
        page.heading(1, title)
        page.paragraph(escape(overview))

        page.heading(2, "Incidents")
        if incidents.isEmpty {
            page.paragraph("None was opened.")
        } else {
            page.table(
                ["Severity", "Risk", "Opened (UTC)", "Title", "Alerts", "Status", "Id"],
                incidents.map { incident in
                    [
                        incident.severity.description, incident.risk.description, ReportText.short(incident.opened),
                        escape(incident.title), "\(incident.alerts)", escape(incident.status),
                        MarkdownPage.code(incident.id.rawValue),
                    ]
                }
            )
        }
        append("Incidents by severity", "Severity", severities, to: &page)
        append("Alerts by rule", "Rule", rules, to: &page)
        append("Alerts by namespace", "Namespace", namespaces, to: &page)
        append("Alerts by profile", "Profile", profiles, to: &page)

        page.heading(2, "Scoring")
        page.paragraph(escape(scoring))
        page.list(learning.models.map { "model \(MarkdownPage.code($0.description))" })
        page.paragraph(footer)
        return page.text
    }

    private func append(_ title: String, _ column: String, _ counts: [NamedCount], to page: inout MarkdownPage) {
        guard !counts.isEmpty else { return }
        page.heading(2, title)
        page.table([column, "Count"], counts.map { [escape($0.name), "\($0.count)"] })
    }

    private func escape(_ text: String) -> String { MarkdownPage.escaped(text) }
}
