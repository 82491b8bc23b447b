/// What all rounds of a run come to.
package struct RunTotals: Sendable {
    package private(set) var rounds = 0
    package private(set) var failed = 0
    private var struck = 0
    private var missed = 0
    private var kills = 0
    private var rebalances = 0
    private var lost = 0
    private var aborted = 0
    private var rebuilds = 0
    private var fenced = 0
    private var sent = 0
    private var acknowledged = 0
    private var records = 0
    private var torn = 0
    package private(set) var violations = 0
    private var seconds = 0.0

    package init() {}

    package mutating func add(_ report: RoundReport) {
        rounds += 1
        failed += report.isGood ? 0 : 1
        struck += report.struck.count
        missed += report.missed.count
        kills += report.kills
        rebalances += report.rebalances
        lost += report.lost
        aborted += report.aborted
        rebuilds += report.rebuilds
        fenced += report.fenced
        sent += report.sent
        acknowledged += report.acknowledged
        records += report.finding.records
        torn += report.finding.tornRecords
        violations += report.finding.violations.count
        seconds += report.seconds
    }

    /// The totals as lines for people.
    package var lines: [String] {
        [
            "total: \(rounds) rounds in \(Int((seconds / 60).rounded())) min, \(failed) failed; faults \(struck) "
                + "(\(missed) missed), kills \(kills), rebalances \(rebalances), lost \(lost), aborted transactions "
                + "\(aborted), rebuilt producers \(rebuilds), fenced \(fenced)",
            "total: alerts sent \(sent), acknowledged \(acknowledged), records checked \(records), torn and healed "
                + "\(torn), violations \(violations)",
        ]
    }
}
