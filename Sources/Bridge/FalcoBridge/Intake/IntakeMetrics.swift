import Telemetry

/// The bridge's metrics, a series a door.
final class IntakeMetrics: Sendable {
    /// The counters of one door.
    struct Door: Sendable {
        let appended: Counter
        let sensors: Counter
        let duplicates: Counter
        let filtered: Counter
        /// A series a filter.
        let filteredBy: @Sendable (String) -> Counter
        let dropped: Counter
        let deadLettered: Counter
        let skipped: Counter
        let repaired: Counter
        let refused: Counter
        let lost: Counter
    }

    private let outcomes: MetricFamily<Counter>
    private let repaired: MetricFamily<Counter>
    /// Bodies answered 503, a series a door.
    let refused: MetricFamily<Counter>
    private let filters: MetricFamily<Counter>
    private let lost: MetricFamily<Counter>
    /// Evaluations of a filter that a limit ended.
    let undecidedFilters: MetricFamily<Counter>
    /// Requests and connections that an HTTP door did not let in, a series a door and reason.
    let httpRefusals: MetricFamily<Counter>
    let silentNodes: Counter
    let commitSeconds: Histogram
    let failedCommits: Counter
    let forgottenDuplicates: Counter

    init(_ registry: MetricRegistry) {
        outcomes = registry.counters(
            "eyrie_bridge_received_total",
            help: "Bodies and lines kept by the log, by door and by what became of them.",
            labels: ["door", "outcome"]
        )
        repaired = registry.counters(
            "eyrie_bridge_repaired_lines_total",
            help: "Torn lines in which whole alerts were found.",
            labels: ["door"]
        )
        refused = registry.counters(
            "eyrie_bridge_refused_total",
            help: "Bodies answered with 503 because they could not be kept.",
            labels: ["door"]
        )
        lost = registry.counters(
            "eyrie_bridge_lost_total",
            help: "Offsets of a source topic that were removed there before they were read, at most.",
            labels: ["door"]
        )
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
            help: "Requests and connections that the HTTP door did not let in or cut, by reason.",
            labels: ["door", "reason"]
        )
        silentNodes = registry.counter(
            "eyrie_bridge_silent_nodes_total",
            help: "Times that a node was not heard of for bridge.silent-after."
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
            help: "Alerts that the duplicate window forgot before their time, for it was full."
        )
    }

    func door(_ name: String) -> Door {
        Door(
            appended: outcomes(name, "appended"),
            sensors: outcomes(name, "sensor"),
            duplicates: outcomes(name, "duplicate"),
            filtered: outcomes(name, "filtered"),
            filteredBy: { [filters] filter in filters(name, filter) },
            dropped: outcomes(name, "dropped"),
            deadLettered: outcomes(name, "dead_lettered"),
            skipped: outcomes(name, "skipped"),
            repaired: repaired(name),
            refused: refused(name),
            lost: lost(name)
        )
    }
}

extension IntakeMetrics.Door {
    /// Counts what a commit added.
    func count(from before: DoorCounters, to after: DoorCounters) {
        appended.increment(by: after.appended - before.appended)
        sensors.increment(by: after.sensors - before.sensors)
        duplicates.increment(by: after.duplicates - before.duplicates)
        filtered.increment(by: after.filtered - before.filtered)
        for entry in after.filteredBy.entries where entry.count > before.filteredBy[entry.name] {
            filteredBy(entry.name).increment(by: entry.count - before.filteredBy[entry.name])
        }
        dropped.increment(by: after.dropped - before.dropped)
        deadLettered.increment(by: after.deadLettered - before.deadLettered)
        skipped.increment(by: after.skipped - before.skipped)
        repaired.increment(by: after.repaired - before.repaired)
        lost.increment(by: after.lost - before.lost)
    }
}
