import FalcoBridge
package import KafkaLog
package import LogPort

/// Looks at the nodes' clocks, as their alerts show them.
package enum ClockExamination {
    /// Nodes that are named; more are counted.
    private static let maximumNames = 10

    /// Says which nodes' clocks are off.
    ///
    /// - Parameter log: The log.
    /// - Returns: One warning for all, or that none is off.
    /// - Throws: ``LogError`` when the log cannot be read.
    package static func findings(in log: any LogReading) throws -> [Finding] {
        let nodes = try SensorLog.overview(log).nodes
        let off = nodes.compactMap { node in
            node.clockLagMilliseconds.flatMap(ClockLag.words).map { "\(node.node) (\($0))" }
        }
        guard !off.isEmpty else {
            return nodes.isEmpty ? [] : [Finding(.ok, "the clocks of \(nodes.count) nodes agree with the bridge's")]
        }
        let names = off.prefix(maximumNames).joined(separator: ", ")
        let more = off.count > maximumNames ? " and \(off.count - maximumNames) more" : ""
        return [Finding(.warning, "the clock of \(off.count) nodes is off: \(names)\(more); check NTP there")]
    }
}
