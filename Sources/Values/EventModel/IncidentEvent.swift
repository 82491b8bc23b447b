import JSONText

/// What happened to an incident (`eyrie.incidents.v1`); the events of one incident, in order, are all that is known.
package struct IncidentEvent: TimedPayload {
    /// What happened.
    package enum Kind: String, Sendable {
        case opened
        case evidenceAdded = "evidence-added"
        case escalated
        case acknowledged
        case confirmed
        case markedFalsePositive = "marked-false-positive"
        case closed
        /// A kind of a later version.
        case unknown
    }

    /// What happened.
    package var kind: Kind
    /// The incident.
    package var id: IncidentID
    /// The profile whose behaviour it is about.
    package var profile: Profile
    /// The concrete thing seen first.
    package var entity: Entity
    /// When it happened, by Falco's clock or, for triage, by the control record's.
    package var time: Timestamp
    /// Falco's priority raised by the verdicts.
    package var severity: Priority
    /// The risk, 0 to 1, by the incident stage's formula.
    package var risk: Milli
    /// How many alerts have joined so far; at least 1.
    package var alerts: Int
    /// When the incident was opened.
    package var opened: Timestamp
    /// What joined; nil when nothing did.
    package var evidence: Evidence?
    /// One line for a person.
    package var title: String
    /// MITRE ATT&CK tags seen so far.
    package var tactics: TextList
    /// Who did it; nil when the stage did.
    package var by: String?
    /// What the person said; nil when nothing.
    package var note: String?

    package init(
        kind: Kind,
        id: IncidentID,
        profile: Profile,
        entity: Entity,
        time: Timestamp,
        severity: Priority,
        risk: Milli,
        alerts: Int,
        opened: Timestamp,
        evidence: Evidence?,
        title: String,
        tactics: TextList,
        by: String?,
        note: String?
    ) {
        self.kind = kind
        self.id = id
        self.profile = profile
        self.entity = entity
        self.time = time
        self.severity = severity
        self.risk = risk
        self.alerts = alerts
        self.opened = opened
        self.evidence = evidence
        self.title = title
        self.tactics = tactics
        self.by = by
        self.note = note
    }

    package var eventTime: Timestamp { time }
}
