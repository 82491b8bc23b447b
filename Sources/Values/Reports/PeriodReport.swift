package import EventModel

/// Everything that a report of a period says; `markdown`, `json` and `html` write it.
///
/// Counts are of evidence (alerts that joined an incident) by event time; incidents are those opened in the period.
package struct PeriodReport: Sendable, Equatable {
    /// The first point in time.
    package var from: Timestamp
    /// The point in time behind the last.
    package var to: Timestamp
    /// The incidents, the highest risk first, then the oldest.
    package var incidents: [IncidentSummary]
    /// Incidents of each severity that has any, the gravest first.
    package var severities: [NamedCount]
    /// Alerts of each rule, the most first.
    package var rules: [NamedCount]
    /// Alerts of each Kubernetes namespace, the most first; hosts are not among them.
    package var namespaces: [NamedCount]
    /// Alerts of each profile, the most first.
    package var profiles: [NamedCount]
    /// How far scoring was.
    package var learning: LearningCounts
    /// Alerts whose received bytes are kept.
    package var keptAlerts: Int
    /// Alerts whose received bytes were gone.
    package var missingAlerts: Int
    /// When the report was made; nil leaves it out, for reports that are compared.
    package var madeAt: Timestamp?

    package init(
        from: Timestamp,
        to: Timestamp,
        incidents: [IncidentSummary],
        severities: [NamedCount],
        rules: [NamedCount],
        namespaces: [NamedCount],
        profiles: [NamedCount],
        learning: LearningCounts,
        keptAlerts: Int,
        missingAlerts: Int,
        madeAt: Timestamp?
    ) {
        self.from = from
        self.to = to
        self.incidents = incidents
        self.severities = severities
        self.rules = rules
        self.namespaces = namespaces
        self.profiles = profiles
        self.learning = learning
        self.keptAlerts = keptAlerts
        self.missingAlerts = missingAlerts
        self.madeAt = madeAt
    }

    /// Returns the report in a format.
    package func text(as format: ReportFormat) -> String {
        switch format {
        case .markdown: markdown
        case .json: json
        case .html: html
        }
    }
}
