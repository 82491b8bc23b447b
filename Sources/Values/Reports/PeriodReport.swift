package import EventModel

/// The content of a report of a period.
///
/// Counts are of evidence (alerts that joined an incident) by event time; incidents are those opened in the period.
package struct PeriodReport: Report {
    /// The first point in time.
    package var from: Timestamp
    /// The point in time after the last.
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
}

/// How many of something.
package struct NamedCount: Sendable, Equatable {
    package var name: String
    package var count: Int

    package init(name: String, count: Int) {
        self.name = name
        self.count = count
    }
}

/// How far scoring was when it decided about the evidence of a period.
package struct LearningCounts: Sendable, Equatable {
    /// Alerts without a model.
    package var learning: Int
    /// Alerts with a score.
    package var scored: Int
    /// Alerts that the active model could not score.
    package var unscorable: Int
    /// The models that scored, sorted.
    package var models: [Digest]

    package init(learning: Int, scored: Int, unscorable: Int, models: [Digest]) {
        self.learning = learning
        self.scored = scored
        self.unscorable = unscorable
        self.models = models
    }
}
