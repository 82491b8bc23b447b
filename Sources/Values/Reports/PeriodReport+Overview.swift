import EventModel

extension PeriodReport {
    var title: String { "Incidents from \(ReportText.short(from)) to \(ReportText.short(to))" }

    /// The first paragraph.
    var overview: String {
        let open = incidents.count(where: \.isOpen)
        var text = "\(ReportText.count(incidents.count, "incident")) opened, \(open) still open; "
        text += "\(ReportText.count(keptAlerts + missingAlerts, "alert")) as evidence"
        if missingAlerts > 0 {
            text += ", the received bytes of \(missingAlerts) of them not kept"
        }
        return text + "."
    }

    /// How far scoring was.
    var scoring: String {
        var text = "\(learning.scored) of the alerts had a score, \(learning.learning) came while learning"
        if learning.unscorable > 0 {
            text += ", \(learning.unscorable) did not fit the active model"
        }
        return text + "."
    }

    /// The last line of the report.
    var footer: String {
        let times = "Times are UTC."
        return madeAt.map { "Made by Eyrie at \(ReportText.short($0)). \(times)" } ?? "Made by Eyrie. \(times)"
    }
}
