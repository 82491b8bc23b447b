import EventModel
import Glibc
package import KafkaLog
package import LogPort
package import PartKit

/// Checks that a log has its topics, and the backlog of every stage.
package struct LogExamination: Sendable {
    /// Records of a stage above which the backlog is reported.
    private static let mostWaiting: Int64 = 100_000

    private let log: any LogReading
    private let topology: Topology

    package init(log: any LogReading, topology: Topology) {
        self.log = log
        self.topology = topology
    }

    /// Checks the embedded log.
    ///
    /// - Parameter groups: Whose positions are looked at.
    /// - Returns: What is missing, and what is pending.
    /// - Throws: `LogError` when it cannot be read.
    package func findings(_ groups: [LagGroup]) throws(LogError) -> [Finding] {
        let topics = try log.topics()
        let missing = Topics.all.map(\.name).filter { name in !topics.contains { $0.name == name } }
        guard missing.isEmpty else {
            return [
                Finding(
                    .failed,
                    "the log lacks \(missing.joined(separator: ", ")): start `eyrie up`, which creates them"
                )
            ]
        }
        return try [Finding(.ok, "the log has all \(topics.count) topics")] + pending(groups)
    }

    /// Measures the lag of each stage on a cluster, and looks for open transactions.
    ///
    /// - Throws: `LogError` when the cluster does not answer.
    package func lag(nowMilliseconds: Int64) throws(LogError) -> [Finding] {
        let report = try LagMeter(log: log).measure(
            LagGroup.committed(topology.members),
            watching: Topics.all.map(\.name),
            nowMilliseconds: nowMilliseconds,
            uptimeMilliseconds: 0
        )
        let parts = try pending(LagGroup.committed(topology.members))
        let held = report.held.map { held in
            Finding(
                .warning,
                "\(held.partition): readers wait for an open transaction; `eyrie lag --watch` shows whether it hangs"
            )
        }
        return parts + held
    }

    /// How long a part is watched that has something to read, in microseconds: one that runs moves within it.
    private static let patience: UInt32 = 1_000_000

    /// Says of each part whether it has everything, is at work, or does not move.
    private func pending(_ groups: [LagGroup]) throws(LogError) -> [Finding] {
        let meter = LagMeter(log: log)
        let before = try meter.measure(groups, nowMilliseconds: 0, uptimeMilliseconds: 0)
        var after = before
        // What a projection has read stands in its own file: here it is a number that does not move.
        if before.partitions.contains(where: { $0.readable > 0 }) {
            usleep(Self.patience)
            after = try meter.measure(groups, nowMilliseconds: 0, uptimeMilliseconds: 0)
        }
        return groups.compactMap { group in
            let node = topology.members.first { $0.group == group.name }
            let name = node.map { "\($0.kind.rawValue) \($0.name)" } ?? "projection \(group.name)"
            let old = Self.sums(of: group, in: before)
            let new = Self.sums(of: group, in: after)
            if node?.kind == .effect, new.committed == nil {
                return nil
            }
            let text = "\(name): \(new.waiting) records of \(group.topic) are pending"
            if new.waiting == 0 {
                return Finding(.ok, "\(name): has read everything")
            }
            guard new.committed ?? 0 > old.committed ?? 0 else {
                return Finding(.warning, "\(text), and it does not move; is `eyrie up` or its worker running?")
            }
            return new.waiting <= Self.mostWaiting
                ? Finding(.ok, "\(text), and it is at work")
                : Finding(.warning, "\(text): it is at work, and far behind")
        }
    }

    private static func sums(of group: LagGroup, in report: LagReport) -> (waiting: Int64, committed: Int64?) {
        let lags = report.partitions.filter { $0.group == group.name && $0.source.topic == group.topic }
        let positions = lags.compactMap(\.committed)
        return (lags.reduce(0) { $0 + $1.readable }, positions.isEmpty ? nil : positions.reduce(0, +))
    }
}
