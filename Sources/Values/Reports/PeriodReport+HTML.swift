import EventModel

extension PeriodReport {
    /// The report as one HTML page.
    package var html: String {
        var page = HTMLPage(title: title)
        page.heading(1, title)
        page.raw("<p>\(HTMLPage.escaped(overview))</p>")

        page.heading(2, "Incidents")
        if incidents.isEmpty {
            page.raw("<p>None was opened.</p>")
        } else {
            page.table(
                ["Severity", "Risk", "Opened (UTC)", "Title", "Alerts", "Status", "Id"],
                incidents.map { incident in
                    [
                        HTMLStyle.severity(incident.severity), HTMLStyle.bar(incident.risk),
                        HTMLStyle.time(incident.opened), HTMLPage.escaped(incident.title), "\(incident.alerts)",
                        HTMLPage.escaped(incident.status), HTMLPage.code(incident.id.rawValue),
                    ]
                }
            )
        }
        append("Incidents by severity", "Severity", severities, to: &page)
        append("Alerts by rule", "Rule", rules, to: &page)
        append("Alerts by namespace", "Namespace", namespaces, to: &page)
        append("Alerts by profile", "Profile", profiles, to: &page)

        page.heading(2, "Scoring")
        page.raw("<p>\(HTMLPage.escaped(scoring))</p>")
        page.list(learning.models.map { "model \(HTMLPage.code($0.description))" })
        return page.end(footer: footer)
    }

    private func append(_ title: String, _ column: String, _ counts: [NamedCount], to page: inout HTMLPage) {
        guard !counts.isEmpty else { return }
        page.heading(2, title)
        page.table([column, "Count"], counts.map { [HTMLPage.escaped($0.name), "\($0.count)"] })
    }
}
