package import EffectRuntime
package import EventModel

/// Tells webhooks of incidents that were opened, escalated, triaged and closed (Standard Webhooks).
///
/// A message's id is incident, version and destination; the version is the offset of the incident's event, which rises
/// with each change. Delivery: at least once, in order for one incident, the same id each time.
package struct WebhookEffect: Effect {
    /// The effect's name, as in `eyrie worker webhook`.
    package static let name = "webhook"

    private let destinations: [WebhookSettings.Destination]

    package init(_ settings: WebhookSettings) {
        destinations = settings.destinations
    }

    package var name: String { Self.name }

    package var topic: String { Topics.incidents.name }

    package func subject(of record: IncidentEvent) -> String? {
        WebhookSettings.toldKinds.contains(record.kind) ? record.id.rawValue : nil
    }

    package func notice(
        of record: IncidentEvent,
        at source: NoticeSource,
        to destination: String,
        after told: String?
    ) -> Notice? {
        guard let settings = destinations.first(where: { $0.name == destination }), settings.kinds.contains(record.kind)
        else { return nil }
        let message = WebhookMessage(record, version: source.offset, after: told.flatMap { ToldIncident($0) })
        return Notice(
            subject: record.id.rawValue,
            version: source.offset,
            type: message.type,
            body: message.encoded,
            told: ToldIncident(record).text
        )
    }
}

/// The content of the last message about an incident, in one line: type, severity, risk and number of alerts.
struct ToldIncident: Equatable {
    let kind: String
    let severity: String
    /// Thousandths.
    let risk: Int32
    let alerts: Int

    init(_ event: IncidentEvent) {
        kind = event.kind.rawValue
        severity = event.severity.description
        risk = event.risk.thousandths
        alerts = event.alerts
    }

    /// Reads what ``text`` wrote; nil for anything else.
    init?(_ text: String) {
        let words = text.split(separator: " ")
        guard words.count == 4, let risk = Int32(words[2]), let alerts = Int(words[3]) else { return nil }
        kind = String(words[0])
        severity = String(words[1])
        self.risk = risk
        self.alerts = alerts
    }

    /// Such as `opened Critical 820 12`.
    var text: String {
        "\(kind) \(severity) \(risk) \(alerts)"
    }
}
