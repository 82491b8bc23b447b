import EventModel
import FalcoBridge
import JSONText
import Reports

/// What is known of each Falco and bridge as a table, and as JSON.
enum SensorsText {
    private static let titles = ["NODE", "VERSION", "SEEN", "DROPS", "RULES", "BLIND SINCE"]

    static func lines(_ overview: SensorOverview) -> [String] {
        let rows = overview.nodes.map { node in
            [
                ReportText.visible(node.node), node.version.map(ReportText.visible) ?? "-", time(node.seenMilliseconds),
                node.drops.map { "\($0)" } ?? "-", node.rules.map { ReportText.visible(String($0.prefix(12))) } ?? "-",
                time(node.blindSinceMilliseconds),
            ]
        }
        let bridges = overview.bridges.map { bridge in
            "bridge \(ReportText.visible(bridge.bridge)): version \(ReportText.visible(bridge.version)), started "
                + "\(time(bridge.started.milliseconds)), last heartbeat \(time(bridge.seenMilliseconds))"
        }
        return (rows.isEmpty ? ["no Falco has reported yet"] : table([titles] + rows)) + bridges
    }

    static func json(_ overview: SensorOverview) -> String {
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

    /// A time to the second, which is as exact as a heartbeat tells.
    private static func time(_ milliseconds: Int64?) -> String {
        milliseconds.map { String("\(Timestamp(milliseconds: $0))".prefix(19)) + "Z" } ?? "-"
    }
}
