import EventModel
package import KafkaLog
package import LogPort
package import PartKit

/// Whether a log has its topics, and how much every stage has to decide.
package struct LogExamination: Sendable {
    /// Records of a stage above which somebody should look.
    private static let mostWaiting: Int64 = 100_000

    private let log: any LogReading
    private let topology: Topology

    package init(log: any LogReading, topology: Topology) {
        self.log = log
        self.topology = topology
    }

    /// Checks the embedded log.
    ///
    /// - Throws: `LogError` when it cannot be read.
    package func findings() throws(LogError) -> [Finding] {
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
        var findings = [Finding(.ok, "the log has all \(topics.count) topics")]
        for stage in topology.stages {
            findings.append(try waiting(stage))
        }
        return findings
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
        let parts = topology.members.map { node in
            let lags = report.partitions.filter { $0.group == node.group }
            let waiting = lags.reduce(0) { $0 + $1.readable }
            let oldest = lags.map { $0.age(atMilliseconds: report.atMilliseconds) }.max() ?? 0
            let text = "\(node.kind.rawValue) \(node.name): \(waiting) records to decide"
            return waiting <= Self.mostWaiting
                ? Finding(.ok, text)
                : Finding(.warning, "\(text), the oldest \(oldest / 1_000) s old; is a worker running?")
        }
        let held = report.held.map { held in
            Finding(
                .warning,
                "\(held.partition): readers wait before an open transaction; `eyrie lag --watch` tells whether it hangs"
            )
        }
        return parts + held
    }

    private func waiting(_ stage: TopologyNode) throws(LogError) -> Finding {
        guard let group = stage.group else { preconditionFailure("a stage has a group") }
        let input = stage.inputs[0]
        var waiting: Int64 = 0
        for partition in 0..<(try log.partitionCount(of: input)) {
            let place = TopicPartition(input, partition)
            let committed = try log.committedOffset(group: group, in: place) ?? 0
            waiting += max(0, try log.resolve(.latest, in: place) - committed)
        }
        let text = "stage \(stage.name): \(waiting) records to decide"
        return waiting <= Self.mostWaiting
            ? Finding(.ok, text)
            : Finding(.failed, "\(text); is `eyrie up` running?")
    }
}
