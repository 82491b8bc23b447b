import EventModel
import Telemetry

/// The three metric families of falcosidekick, for its dashboards.
///
/// Names and labels are those since falcosidekick 2.30.0 (stats_prometheus.go); they count what comes through the HTTP
/// door. `outputs_total` has one destination, `eyrie`: the log. `falco_events_total` has a series for each combination
/// of its labels, pod names among them, and they come from alerts: so there are at most ``maximumSeries``, and further
/// ones share a series whose labels all say `other`.
final class FalcosidekickMetrics: Sendable {
    static let maximumSeries = 2000

    /// The labels of `falco_events_total`.
    struct Labels: Hashable {
        let hostname: String
        let rule: String
        let priority: Priority
        let source: String
        let namespace: String
        let pod: String

        init(_ alert: Alert) {
            hostname = alert.string(.hostname) ?? ""
            rule = alert.rule
            priority = alert.priority
            source = alert.source
            namespace = alert.string(.k8sNsName) ?? ""
            pod = alert.string(.k8sPodName) ?? ""
        }
    }

    /// The increase by the current group, added once it is kept.
    struct Pending {
        var alerts: [Labels: UInt64] = [:]
        var accepted: UInt64 = 0
        var rejected: UInt64 = 0
    }

    private let accepted: Counter
    /// Requests without an alert.
    let rejected: Counter
    private let kept: Counter
    private let failed: Counter
    private let events: MetricFamily<Counter>

    init(_ registry: MetricRegistry) {
        let inputs = registry.counters(
            "falcosecurity_falcosidekick_inputs_total",
            help: "Requests by what became of them, as falcosidekick counts them.",
            labels: ["source", "status"]
        )
        accepted = inputs("requests", "accepted")
        rejected = inputs("requests", "rejected")
        let outputs = registry.counters(
            "falcosecurity_falcosidekick_outputs_total",
            help: "Alerts by destination and outcome, as falcosidekick counts them.",
            labels: ["destination", "status"]
        )
        kept = outputs("eyrie", "ok")
        failed = outputs("eyrie", "error")
        events = registry.counters(
            "falcosecurity_falcosidekick_falco_events_total",
            help: "Alerts, as falcosidekick counts them.",
            labels: ["hostname", "rule", "priority", "priority_raw", "source", "k8s_ns_name", "k8s_pod_name"],
            limit: Self.maximumSeries
        )
    }

    /// Counts a group whose outcome is known.
    func count(_ pending: Pending, isKept: Bool) {
        var sum: UInt64 = 0
        // Each entry adds to its own counter: the order does not matter.
        for (labels, count) in pending.alerts {
            sum += count
            guard isKept else { continue }
            events(
                labels.hostname,
                labels.rule,
                Self.number(of: labels.priority),
                labels.priority.description.lowercased(),
                labels.source,
                labels.namespace,
                labels.pod
            ).increment(by: count)
        }
        (isKept ? kept : failed).increment(by: sum)
        guard isKept else { return }
        accepted.increment(by: pending.accepted)
        rejected.increment(by: pending.rejected)
    }

    /// falcosidekick's number: 8 for Emergency down to 1 for Debug, 0 for an unknown one (types/priority.go).
    private static func number(of priority: Priority) -> String {
        String(8 - priority.rawValue)
    }
}
