import EventModel

extension IncidentReport {
    /// The report as one HTML page.
    package var html: String {
        var page = HTMLPage(title: "Incident: \(summary.title)")
        page.heading(1, summary.title)
        page.pairs(
            overview.map { row in
                switch row.label {
                case "Severity": (row.label, HTMLStyle.severity(summary.severity))
                case "Risk": (row.label, HTMLStyle.bar(summary.risk))
                default: (row.label, row.isCode ? HTMLPage.code(row.value) : HTMLPage.escaped(row.value))
                }
            }
        )

        page.heading(2, "What happened")
        page.table(
            ["Time (UTC)", "Event", "Severity", "Risk", "What", "By"],
            timeline.map { entry in
                [
                    HTMLStyle.time(entry.time), HTMLPage.escaped(entry.kind.words),
                    HTMLStyle.severity(entry.severity), entry.risk.description, HTMLPage.escaped(entry.text),
                    HTMLPage.escaped(entry.by ?? ""),
                ]
            }
        )

        page.heading(2, "Evidence")
        if evidence.isEmpty {
            page.raw("<p>None is kept.</p>")
        }
        for (number, item) in zip(1..., evidence) {
            append(item, number: number, to: &page)
        }

        if !suggestions.isEmpty {
            page.heading(2, "Where to look next")
            page.list(suggestions.map(HTMLPage.escaped))
        }
        return page.end(footer: footer)
    }

    private func append(_ item: ReportedEvidence, number: Int, to page: inout HTMLPage) {
        page.raw("<section class=\"item\">")
        page.heading(3, "\(number). \(item.evidence.rule)")
        page.list(item.evidence.reasons.map(HTMLPage.escaped))
        var rows: [(label: String, html: String)] = [
            ("Event time", HTMLPage.code(item.evidence.time.description)),
            ("Priority", HTMLStyle.severity(item.evidence.priority)),
            ("Verdict", HTMLPage.escaped(item.decision)),
        ]
        rows += item.context.map { ($0.label, HTMLPage.code($0.value)) }
        rows.append(("Event id", HTMLPage.code(item.evidence.event.description)))
        if let digest = item.received.digest {
            rows.append(("SHA-256", HTMLPage.code(digest.description)))
        }
        let sentence = HTMLPage.escaped(item.received.sentence)
        if case .kept = item.received {
            rows.append(("Received bytes", sentence))
        } else {
            rows.append(("Received bytes", "<span class=\"warning\">\(sentence)</span>"))
        }
        if !item.tags.isEmpty {
            rows.append(("Tags", item.tags.map(HTMLPage.code).joined(separator: " ")))
        }
        page.pairs(rows)
        if let verdict = item.verdict, !verdict.contributions.isEmpty {
            page.table(
                ["Why: feature", "Value", "Usually", "Share of the score"],
                verdict.contributions.map { contribution in
                    [
                        HTMLPage.code(contribution.feature), contribution.value.description,
                        contribution.baseline.description, HTMLStyle.bar(contribution.share),
                    ]
                }
            )
        }
        page.raw("</section>")
    }
}
