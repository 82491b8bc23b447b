package import Telemetry

/// The metrics of all stages of a process; made once for a registry.
package struct StageMeters: Sendable {
    private let records: MetricFamily<Counter>
    private let outputs: MetricFamily<Counter>
    private let rejected: MetricFamily<Counter>
    private let skipped: MetricFamily<Counter>
    private let forgotten: MetricFamily<Counter>
    private let commits: MetricFamily<Counter>

    /// Registers the families, each labeled by stage.
    package init(registry: MetricRegistry) {
        func family(_ name: String, _ help: String) -> MetricFamily<Counter> {
            registry.counters("eyrie_stage_\(name)_total", help: help, labels: ["stage"])
        }
        records = family("records", "Input records that a stage committed, controls included.")
        outputs = family("outputs", "Records that a stage wrote.")
        rejected = family("rejections", "Records that a stage could not process and kept as dead letters.")
        skipped = family("skipped", "Input records whose source coordinate did not advance.")
        forgotten = family("forgotten_keys", "Keys whose state was forgotten by age or count.")
        commits = family("commits", "Transactions that a stage committed.")
    }

    /// Returns the series of one stage.
    package func meter(of stage: String) -> StageMeter {
        StageMeter(
            records: records(stage),
            outputs: outputs(stage),
            rejected: rejected(stage),
            skipped: skipped(stage),
            forgotten: forgotten(stage),
            commits: commits(stage)
        )
    }
}
