/// What a round did and found.
package struct RoundReport: Sendable {
    package let schedule: Schedule
    /// Faults that struck, as sentences.
    package var struck: [String] = []
    /// Faults that did not strike: the round proves nothing, and fails.
    package var missed: [String] = []
    /// Workers killed.
    package var kills = 0
    /// Assignments that members took.
    package var rebalances = 0
    /// Assignments lost without a chance to commit.
    package var lost = 0
    /// Transactions that clients aborted.
    package var aborted = 0
    /// Producers recreated after a transaction of unknown outcome.
    package var rebuilds = 0
    package var fenced = 0
    package var sent = 0
    package var acknowledged = 0
    package var finding = Finding()
    package var seconds = 0.0
    /// The longest wait for the bridge's answer, in seconds.
    package var slowestSeconds = 0.0
    /// Where the logs of its processes are, kept when it failed.
    package var folder = ""

    package init(_ schedule: Schedule) {
        self.schedule = schedule
    }

    /// Whether all faults struck and nothing is wrong.
    package var isGood: Bool {
        missed.isEmpty && finding.violations.isEmpty
    }

    /// The report as lines for people.
    package var lines: [String] {
        var lines = [
            "round \(schedule.round), seed \(schedule.seed): \(Int(seconds.rounded())) s, sent \(sent), acknowledged "
                + "\(acknowledged), in the log \(finding.alerts) (\(finding.unacknowledged) unacknowledged), records "
                + "\(finding.records), scored by a model \(finding.scored), slowest answer \(Int(slowestSeconds.rounded())) s",
            "  kills \(kills), rebalances \(rebalances), lost \(lost), aborted \(aborted), rebuilt \(rebuilds), fenced "
                + "\(fenced), torn and healed \(finding.tornRecords), violations \(finding.violations.count)",
        ]
        lines += struck.map { "  struck: \($0)" }
        lines += missed.map { "  MISSED: \($0)" }
        lines += finding.violations.map { "  \($0)" }
        if !isGood {
            lines.append("  logs of the processes: \(folder)")
        }
        return lines
    }
}
