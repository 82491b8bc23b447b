import EventModel
import FalcoBridge
import JSONText
import Reports

/// The state of each Falco and bridge as a table, and as JSON.
enum SensorsText {
    private static let titles = ["NODE", "VERSION", "SEEN", "DROPS", "RULES", "BLIND SINCE", "CLOCK"]

    /// The table, without those nodes that are retired, which are counted below it.
    static func lines(_ overview: SensorOverview, _ isRetired: (SensorOverview.Node) -> Bool) -> [String] {
        let retired = overview.nodes.filter(isRetired)
        let rows = overview.nodes.filter { !isRetired($0) }.map { node in
            [
                ReportText.visible(node.node), node.version.map(ReportText.visible) ?? "-", time(node.seenMilliseconds),
                node.drops.map { "\($0)" } ?? "-", node.rules.map { ReportText.visible(String($0.prefix(12))) } ?? "-",
                time(node.blindSinceMilliseconds), node.clockLagMilliseconds.flatMap(ClockLag.words) ?? "-",
            ]
        }
        let bridges = overview.bridges.map { bridge in
            "bridge \(ReportText.visible(bridge.bridge)): version \(ReportText.visible(bridge.version)), started "
                + "\(time(bridge.started.milliseconds)), last heartbeat \(time(bridge.seenMilliseconds))"
        }
        let containers = retired.count { $0.isContainer }
        var left: [String] = []
        if retired.count > containers {
            left.append("\(retired.count - containers) retired nodes are left out; --all shows them")
        }
        if containers > 0 {
            left.append(
                "\(containers) silent nodes whose names are ids of containers are left out: set FALCO_HOSTNAME to the node's "
                    + "name; --all shows them"
            )
        }
        let none = left.isEmpty ? ["no Falco has reported yet"] : []
        return (rows.isEmpty ? none : table([titles] + rows)) + left + bridges
    }

    static func json(_ overview: SensorOverview, _ isRetired: (SensorOverview.Node) -> Bool) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.beginArray("nodes")
        for node in overview.nodes {
            writer.beginObject()
            writer.member("node", node.node)
            writer.member("version", node.version)
            writer.member("seen", node.seenMilliseconds.map { time($0) })
            if let drops = node.drops {
                writer.member("drops", drops)
            }
            writer.member("rules", node.rules)
            writer.member("blind_since", node.blindSinceMilliseconds.map { time($0) })
            if let lag = node.clockLagMilliseconds {
                writer.member("clock_lag_ms", lag)
            }
            writer.member("retired", isRetired(node))
            writer.endObject()
        }
        writer.endArray()
        writer.beginArray("bridges")
        for bridge in overview.bridges {
            writer.beginObject()
            writer.member("bridge", bridge.bridge)
            writer.member("version", bridge.version)
            writer.member("started", bridge.started)
            writer.member("seen", Timestamp(milliseconds: bridge.seenMilliseconds))
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static func table(_ rows: [[String]]) -> [String] {
        let widths = titles.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            var line = row.indices.map { column in
                row[column] + String(repeating: " ", count: widths[column] - row[column].count)
            }.joined(separator: "  ")
            while line.last == " " {
                line.removeLast()
            }
            return line
        }
    }

    /// A time to the second, the precision of a heartbeat.
    private static func time(_ milliseconds: Int64?) -> String {
        milliseconds.map { String("\(Timestamp(milliseconds: $0))".prefix(19)) + "Z" } ?? "-"
    }
}
