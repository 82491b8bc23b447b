package import JSONText

/// One verdict or alert that became part of an incident.
package struct Evidence: Payload {
    /// The alert's id.
    package let event: EventID
    /// When it happened, by Falco's clock.
    package let time: Timestamp
    /// When the bridge received it, in milliseconds since 1970.
    package let receivedMilliseconds: Int64
    /// Falco's rule.
    package let rule: String
    /// Falco's priority.
    package let priority: Priority
    /// The published score, 0 to 1; nil without one.
    package let score: Milli?
    /// Whether the score reached the threshold.
    package let isAnomalous: Bool
    /// Why it belongs to the incident, for a person.
    package let reasons: TextList
    /// What a person wants to know at a glance.
    package let facts: Facts

    package init(
        event: EventID,
        time: Timestamp,
        receivedMilliseconds: Int64,
        rule: String,
        priority: Priority,
        score: Milli?,
        isAnomalous: Bool,
        reasons: TextList,
        facts: Facts
    ) {
        self.event = event
        self.time = time
        self.receivedMilliseconds = receivedMilliseconds
        self.rule = rule
        self.priority = priority
        self.score = score
        self.isAnomalous = isAnomalous
        self.reasons = reasons
        self.facts = facts
    }

    package init(from view: JSONView) throws(PayloadFault) {
        let reader = try MemberReader(view, of: "Evidence")
        event = try reader.eventID("event")
        time = try reader.timestamp("time")
        receivedMilliseconds = try reader.int64("received")
        rule = try reader.string("rule")
        priority = try reader.priority("priority")
        score = try reader.optionalMilli("score")
        isAnomalous = try reader.bool("anomalous")
        reasons = try reader.texts("reasons")
        facts = try Facts(from: try reader.required("facts"))
    }

    package func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("event", event)
        writer.member("time", time)
        writer.member("received", receivedMilliseconds)
        writer.member("rule", rule)
        writer.member("priority", priority)
        writer.member("score", score)
        writer.member("anomalous", isAnomalous)
        writer.member("reasons", reasons)
        writer.member("facts", facts)
        writer.endObject()
    }
}
