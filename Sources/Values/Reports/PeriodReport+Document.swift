import EventModel

extension PeriodReport {
    /// What the report says to people: the incidents, counts of what they are made of, and how far scoring was.
    package var document: ReportDocument {
        var blocks: [ReportDocument.Block] = [
            .heading(1, title), .paragraph(overview), .heading(2, "Incidents"),
        ]
        if incidents.isEmpty {
            blocks.append(.paragraph("None was opened."))
        } else {
            blocks.append(
                .table(
                    ["Severity", "Risk", "Opened (UTC)", "Title", "Alerts", "Status", "Id"],
                    incidents.map { incident in
                        [
                            .severity(incident.severity), .gauge(incident.risk, words: incident.risk.description),
                            .time(incident.opened), .text(incident.title), .count(incident.alerts),
                            .text(incident.status), .code(incident.id.rawValue),
                        ]
                    }
                )
            )
        }
        blocks += table(of: severities, "Severity", under: "Incidents by severity")
        blocks += table(of: rules, "Rule", under: "Alerts by rule")
        blocks += table(of: namespaces, "Namespace", under: "Alerts by namespace")
        blocks += table(of: profiles, "Profile", under: "Alerts by profile")
        blocks += [
            .heading(2, "Scoring"), .paragraph(scoring),
            .list(learning.models.map { .named("model", code: $0.description) }),
        ]
        return ReportDocument(title: title, blocks: blocks, footer: Self.footer(madeAt: madeAt))
    }

    /// A table of counts under a heading; nothing when there is none.
    private func table(
        of counts: [NamedCount],
        _ column: ReportDocument.Label,
        under heading: String
    ) -> [ReportDocument.Block] {
        guard !counts.isEmpty else { return [] }
        return [.heading(2, heading), .table([column, "Count"], counts.map { [.text($0.name), .count($0.count)] })]
    }

    private var title: String { "Incidents from \(ReportText.short(from)) to \(ReportText.short(to))" }

    /// The first paragraph.
    private var overview: String {
        let open = incidents.count(where: \.isOpen)
        var text = "\(ReportText.count(incidents.count, "incident")) opened, \(open) still open; "
        text += "\(ReportText.count(keptAlerts + missingAlerts, "alert")) as evidence"
        if missingAlerts > 0 {
            text += ", the received bytes of \(missingAlerts) of them not kept"
        }
        return text + "."
    }

    /// How far scoring was.
    private var scoring: String {
        var text = "\(learning.scored) of the alerts had a score, \(learning.learning) came while learning"
        if learning.unscorable > 0 {
            text += ", \(learning.unscorable) did not fit the active model"
        }
        return text + "."
    }
}
