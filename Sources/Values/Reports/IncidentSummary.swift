package import EventModel

/// One incident as a line of a list: what it is now.
package struct IncidentSummary: Sendable, Equatable {
    package var id: IncidentID
    /// The profile whose behavior it is about.
    package var profile: Profile
    /// The concrete thing seen first.
    package var entity: Entity
    /// One line for a person.
    package var title: String
    package var severity: Priority
    /// 0 to 1, by the incident stage's formula.
    package var risk: Milli
    /// Alerts that joined.
    package var alerts: Int
    /// The event time of the first evidence.
    package var opened: Timestamp
    /// The event time of the last evidence.
    package var lastEvidence: Timestamp
    package var triage: TriageState
    /// When it was closed; nil while it is open.
    package var closed: Timestamp?
    /// Who closed it; nil when nobody did, or it went quiet.
    package var closedBy: String?
    /// Falco's tags of ATT&CK tactics, in the order in which they were seen.
    package var tactics: [String]

    package init(
        id: IncidentID,
        profile: Profile,
        entity: Entity,
        title: String,
        severity: Priority,
        risk: Milli,
        alerts: Int,
        opened: Timestamp,
        lastEvidence: Timestamp,
        triage: TriageState,
        closed: Timestamp?,
        closedBy: String?,
        tactics: [String]
    ) {
        self.id = id
        self.profile = profile
        self.entity = entity
        self.title = title
        self.severity = severity
        self.risk = risk
        self.alerts = alerts
        self.opened = opened
        self.lastEvidence = lastEvidence
        self.triage = triage
        self.closed = closed
        self.closedBy = closedBy
        self.tactics = tactics
    }

    /// Whether it was not closed yet.
    package var isOpen: Bool { closed == nil }

    /// `open` or `closed`, with what a person said.
    package var status: String {
        let state = isOpen ? "open" : "closed"
        return triage == .none ? state : "\(state), \(triage.rawValue)"
    }
}

/// A person's last judgment of an incident.
package enum TriageState: String, Sendable, CaseIterable {
    /// There is no judgment.
    case none
    case acknowledged
    case confirmed
    case falsePositive = "false-positive"
}
