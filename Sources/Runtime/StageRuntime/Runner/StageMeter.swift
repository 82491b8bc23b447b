import Telemetry

/// The metrics of one stage, shared by its workers.
package struct StageMeter: Sendable {
    let records: Counter
    let outputs: Counter
    let rejected: Counter
    let skipped: Counter
    let forgotten: Counter
    let commits: Counter

    func record(_ counts: ProcessorCounts) {
        records.increment(by: UInt64(counts.records))
        outputs.increment(by: UInt64(counts.outputs))
        rejected.increment(by: UInt64(counts.rejected))
        skipped.increment(by: UInt64(counts.skipped))
        forgotten.increment(by: UInt64(counts.expired + counts.evicted))
    }

    func recordCommit() {
        commits.increment()
    }
}
