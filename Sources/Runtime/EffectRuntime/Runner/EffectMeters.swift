import EventModel
package import Telemetry

/// The metrics of the effects of a process; made once for a registry.
package struct EffectMeters: Sendable {
    private let events: MetricFamily<Counter>

    /// Registers the family, labeled by effect, destination and what happened.
    package init(registry: MetricRegistry) {
        events = registry.counters(
            "eyrie_effect_deliveries_total",
            help: "Outcomes of notices: queued, failed attempts, delivered, suppressed, given-up.",
            labels: ["effect", "destination", "event"]
        )
    }

    /// Counts the events of a commit.
    func count(_ records: [DeliveryRecord]) {
        for case .event(let event) in records {
            events(event.effect, event.destination, event.kind.rawValue).increment()
        }
    }
}
