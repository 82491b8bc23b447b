package import Telemetry

/// The metrics of one stage, shared by its workers.
package struct StageMeter: Sendable {
    private let records: Counter
    private let outputs: Counter
    private let rejected: Counter
    private let skipped: Counter
    private let forgotten: Counter
    private let commits: Counter

    /// Registers the stage's series; call it once a stage and registry.
    package init(registry: MetricRegistry, stage: String) {
        func series(_ name: String, _ help: String) -> Counter {
            registry.counters("eyrie_stage_\(name)_total", help: help, labels: ["stage"])(stage)
        }
        records = series("records", "Input records that a stage committed, controls included.")
        outputs = series("outputs", "Records that a stage wrote.")
        rejected = series("rejections", "Records that a stage could not process and kept as dead letters.")
        skipped = series("skipped", "Input records whose source coordinate did not advance.")
        forgotten = series("forgotten_keys", "Keys whose state was forgotten by age or count.")
        commits = series("commits", "Transactions that a stage committed.")
    }

    func record(_ counts: ProcessorCounts) {
        records.increment(by: UInt64(counts.records))
        outputs.increment(by: UInt64(counts.outputs))
        rejected.increment(by: UInt64(counts.rejected))
        skipped.increment(by: UInt64(counts.skipped))
        forgotten.increment(by: UInt64(counts.expired + counts.evicted))
        commits.increment()
    }
}
