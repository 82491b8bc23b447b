import StageRuntime
import Telemetry

/// The bridge's metrics, one series per door.
final class IntakeMetrics: Sendable {
    /// The counters of one door.
    struct Door: Sendable {
        /// By the outcomes' numbers; nil for what is the sum of others.
        fileprivate let outcomes: [Counter?]
        /// One series per filter.
        fileprivate let filteredBy: @Sendable (String) -> Counter
    }

    /// By the outcomes' numbers; nil for what is a label of ``received`` or the sum of others.
    private let own: [MetricFamily<Counter>?]
    private let received: MetricFamily<Counter>
    private let filters: MetricFamily<Counter>
    /// Evaluations of a filter that a limit ended.
    let undecidedFilters: MetricFamily<Counter>
    /// Refused requests and connections of an HTTP door, one series per door and reason.
    let httpRefusals: MetricFamily<Counter>
    let silentNodes: Counter
    let commitSeconds: Histogram
    let failedCommits: Counter
    let forgottenDuplicates: Counter

    init(_ registry: MetricRegistry) {
        received = registry.counters(
            "eyrie_bridge_received_total",
            help: "Bodies and lines kept by the log, by door and outcome.",
            labels: ["door", "outcome"]
        )
        own = DoorOutcome.allCases.map { outcome in
            guard case .own(let name, let help) = outcome.description.metric else { return nil }
            return registry.counters(name, help: help, labels: ["door"])
        }
        filters = registry.counters(
            "eyrie_bridge_filtered_total",
            help: "Alerts that a filter kept out of the log.",
            labels: ["door", "filter"],
            limit: 1000
        )
        undecidedFilters = registry.counters(
            "eyrie_bridge_undecided_filters_total",
            help: "Times that a filter's regular expression reached a limit; the alert was kept.",
            labels: ["filter"]
        )
        httpRefusals = registry.counters(
            "eyrie_bridge_http_refusals_total",
            help: "Requests and connections that the HTTP door refused or cut, by reason.",
            labels: ["door", "reason"]
        )
        silentNodes = registry.counter(
            "eyrie_bridge_silent_nodes_total",
            help: "Times that a node did not report for bridge.silent-after."
        )
        commitSeconds = registry.histogram(
            "eyrie_bridge_commit_seconds",
            help: "Time of one group's durable commit to the log."
        )
        failedCommits = registry.counter(
            "eyrie_bridge_failed_commits_total",
            help: "Groups that the log refused."
        )
        forgottenDuplicates = registry.counter(
            "eyrie_bridge_duplicate_window_forgotten_total",
            help: "Alerts that the duplicate window forgot before their time because it was full."
        )
    }

    func door(_ name: String) -> Door {
        Door(
            outcomes: DoorOutcome.allCases.map { outcome in
                switch outcome.description.metric {
                case .none: nil
                case .label(let label): received(name, label)
                case .own: own[outcome.rawValue]?(name)
                }
            },
            filteredBy: { [filters] filter in filters(name, filter) }
        )
    }

    /// Counts bodies answered 503 when it happens, since the log stores nothing of them then.
    func countRefused(_ count: Int, door: String) {
        own[DoorOutcome.refused.rawValue]?(door).increment(by: UInt64(count))
    }
}

extension IntakeMetrics.Door {
    /// Counts what a commit added.
    func count(from before: DoorCounters, to after: DoorCounters) {
        for outcome in DoorOutcome.allCases where outcome != .refused && after[outcome] > before[outcome] {
            outcomes[outcome.rawValue]?.increment(by: after[outcome] - before[outcome])
        }
        for entry in after.filteredBy.entries where entry.count > before.filteredBy[entry.name] {
            filteredBy(entry.name).increment(by: entry.count - before.filteredBy[entry.name])
        }
    }
}
