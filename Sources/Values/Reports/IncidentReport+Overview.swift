import EventModel

extension IncidentReport {
    /// The head of the report as pairs; a value that is code is shown letter by letter.
    var overview: [(label: String, value: String, isCode: Bool)] {
        var rows: [(label: String, value: String, isCode: Bool)] = [
            ("Incident", summary.id.rawValue, true),
            ("Severity", summary.severity.description, false),
            ("Risk", "\(summary.risk) of 1", false),
            ("Status", summary.status, false),
            ("Profile", summary.profile.rawValue, true),
            ("Entity", summary.entity.rawValue, true),
            ("First evidence", summary.opened.description, true),
            ("Last evidence", summary.lastEvidence.description, true),
            ("Alerts", alertsSentence, false),
        ]
        if let closed = summary.closed {
            rows.append(("Closed", "\(closed)" + (summary.closedBy.map { " by \($0)" } ?? ""), false))
        }
        if !summary.tactics.isEmpty {
            let names = summary.tactics.map { AttackTactic(tag: $0).title }
            rows.append(("ATT&CK tactics", names.joined(separator: ", "), false))
        }
        if !techniques.isEmpty {
            rows.append(("ATT&CK techniques", techniques.joined(separator: ", "), false))
        }
        for model in models {
            rows.append(("Model", model.description, true))
        }
        return rows
    }

    /// The last line of the report.
    var footer: String {
        let times = "Times are UTC."
        return madeAt.map { "Made by Eyrie at \(ReportText.short($0)). \(times)" } ?? "Made by Eyrie. \(times)"
    }

    private var alertsSentence: String {
        let kept = evidence.count
        return kept == summary.alerts ? "\(kept)" : "\(summary.alerts), of which \(kept) are evidence below"
    }
}
