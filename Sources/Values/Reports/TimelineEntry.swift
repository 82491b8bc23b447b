package import EventModel

/// One thing that happened to an incident.
package struct TimelineEntry: Sendable, Equatable {
    /// By Falco's clock or, for what a person did, by the machine's.
    package var time: Timestamp
    package var kind: IncidentEvent.Kind
    /// The rule of what joined, else what was said; may be empty.
    package var text: String
    /// The alert that joined; nil when none did.
    package var event: EventID?
    /// Who did it; nil when the program did.
    package var by: String?
    /// The severity from then on.
    package var severity: Priority
    /// The risk from then on, 0 to 1.
    package var risk: Milli

    package init(
        time: Timestamp,
        kind: IncidentEvent.Kind,
        text: String,
        event: EventID?,
        by: String?,
        severity: Priority,
        risk: Milli
    ) {
        self.time = time
        self.kind = kind
        self.text = text
        self.event = event
        self.by = by
        self.severity = severity
        self.risk = risk
    }
}
