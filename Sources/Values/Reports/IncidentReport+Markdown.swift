import EventModel

extension IncidentReport {
    /// The report as Markdown.
    package var markdown: String {
        var page = MarkdownPage()
        page.heading(1, summary.title)
        page.table(["", ""], overview.map { [$0.label, $0.isCode ? MarkdownPage.code($0.value) : escape($0.value)] })

        page.heading(2, "What happened")
        page.table(
            ["Time (UTC)", "Event", "Severity", "Risk", "What", "By"],
            timeline.map { entry in
                [
                    ReportText.short(entry.time), entry.kind.words, entry.severity.description,
                    entry.risk.description, escape(entry.text), escape(entry.by ?? ""),
                ]
            }
        )

        page.heading(2, "Evidence")
        if evidence.isEmpty {
            page.paragraph("None is kept.")
        }
        for (number, item) in zip(1..., evidence) {
            append(item, number: number, to: &page)
        }

        if !suggestions.isEmpty {
            page.heading(2, "Where to look next")
            page.list(suggestions.map(escape))
        }
        page.paragraph(footer)
        return page.text
    }

    private func append(_ item: ReportedEvidence, number: Int, to page: inout MarkdownPage) {
        page.heading(3, "\(number). \(item.evidence.rule)")
        page.list(item.evidence.reasons.map(escape))
        var rows = [
            ["Event time", MarkdownPage.code(item.evidence.time.description)],
            ["Priority", item.evidence.priority.description],
            ["Verdict", item.decision],
        ]
        rows += item.context.map { [$0.label, MarkdownPage.code($0.value)] }
        rows.append(["Event id", MarkdownPage.code(item.evidence.event.description)])
        if let digest = item.received.digest {
            rows.append(["SHA-256", MarkdownPage.code(digest.description)])
        }
        rows.append(["Received bytes", escape(item.received.sentence)])
        if !item.tags.isEmpty {
            rows.append(["Tags", item.tags.map(MarkdownPage.code).joined(separator: " ")])
        }
        page.table(["", ""], rows)
        guard let verdict = item.verdict, !verdict.contributions.isEmpty else { return }
        page.table(
            ["Why: feature", "Value", "Usually", "Share of the score"],
            verdict.contributions.map { contribution in
                [
                    MarkdownPage.code(contribution.feature), contribution.value.description,
                    contribution.baseline.description, ReportText.percent(contribution.share),
                ]
            }
        )
    }

    private func escape(_ text: String) -> String { MarkdownPage.escaped(text) }
}
