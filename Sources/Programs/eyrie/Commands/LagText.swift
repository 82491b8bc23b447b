import JSONText
import LogPort
import NodeAssembly
import Operations
import PartKit

/// A measurement of lag as a table, and as JSON.
enum LagText {
    private static let titles = ["GROUP", "TOPIC", "PARTITION", "COMMITTED", "LSO", "HW", "LAG", "HW-LAG", "SECONDS"]

    static func lines(_ report: LagReport) -> [String] {
        let rows = report.partitions.map { lag in
            [
                lag.group, lag.source.topic, "\(lag.source.partition)", lag.committed.map { "\($0)" } ?? "-",
                "\(lag.ends.stable)", "\(lag.ends.latest)", "\(lag.readable)", "\(lag.total)",
                lag.readable == 0 ? "-" : seconds(lag.age(atMilliseconds: report.atMilliseconds)),
            ]
        }
        return table([titles] + rows) + pending(report) + report.partitions.compactMap(removal)
            + report.held.map { hold($0, report) }
    }

    static func json(_ report: LagReport) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("at_ms", report.atMilliseconds)
        writer.beginArray("partitions")
        for lag in report.partitions {
            write(lag, report, into: &writer)
        }
        writer.endArray()
        writer.beginArray("held")
        for held in report.held {
            write(held, into: &writer)
        }
        writer.endArray()
        if let timeout = report.transactionTimeoutMilliseconds {
            writer.member("transaction_timeout_ms", timeout)
        }
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// Pads columns; names are aligned left, numbers right.
    private static func table(_ rows: [[String]]) -> [String] {
        let widths = titles.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            row.indices.map { column in
                let padding = String(repeating: " ", count: widths[column] - row[column].count)
                return column < 2 ? row[column] + padding : padding + row[column]
            }.joined(separator: "  ")
        }
    }

    /// A line for each group that has something to read: whether it runs, the numbers alone do not say.
    private static func pending(_ report: LagReport) -> [String] {
        var names: [String] = []
        for lag in report.partitions where !names.contains(lag.group) {
            names.append(lag.group)
        }
        return names.compactMap { name in
            let lags = report.partitions.filter { $0.group == name }
            // An effect that never ran here is not wanted, and owes nothing.
            let isEffect = Parts.all.topology.members.contains { $0.group == name && $0.kind == .effect }
            guard !isEffect || lags.contains(where: { $0.committed != nil }) else { return nil }
            let waiting = lags.reduce(0) { $0 + $1.readable }
            guard waiting > 0 else { return nil }
            let never = lags.allSatisfy { $0.committed == nil } ? "it has read nothing yet: " : ""
            return "WARNING: \(name): \(waiting) records are pending; \(never)does it run?"
        }
    }

    private static func removal(_ lag: PartitionLag) -> String? {
        guard lag.removed > 0, let committed = lag.committed else { return nil }
        return "\(lag.group): offsets \(committed)..<\(lag.ends.earliest) of \(lag.source) were removed by retention "
            + "before they were read"
    }

    private static func hold(_ held: HeldPartition, _ report: LagReport) -> String {
        let place =
            "\(held.partition): readers wait at offset \(held.ends.stable), \(held.ends.latest - held.ends.stable) "
            + "offsets behind it are in an open transaction"
        let timeout = seconds(Int64(report.transactionTimeoutMilliseconds ?? 0))
        guard held.isHanging else {
            return place + "; one that stays for longer than \(timeout) s (see it with --watch) hangs, and "
                + "`kafka-transactions.sh find-hanging` names it"
        }
        return
            "HANGING: \(place) that has not moved for \(seconds(held.heldMilliseconds)) s, longer than its time-out of "
            + "\(timeout) s: find it with `kafka-transactions.sh find-hanging --broker-id N`, end it with "
            + "`kafka-transactions.sh abort`"
    }

    /// Seconds with one decimal.
    private static func seconds(_ milliseconds: Int64) -> String {
        "\(milliseconds / 1_000).\(milliseconds % 1_000 / 100)"
    }

    private static func write(_ lag: PartitionLag, _ report: LagReport, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("group", lag.group)
        writer.member("topic", lag.source.topic)
        writer.member("partition", Int64(lag.source.partition))
        if let committed = lag.committed {
            writer.member("committed", committed)
        }
        writer.member("earliest", lag.ends.earliest)
        writer.member("last_stable_offset", lag.ends.stable)
        writer.member("high_watermark", lag.ends.latest)
        writer.member("lag", lag.readable)
        writer.member("high_watermark_lag", lag.total)
        writer.member("age_ms", lag.age(atMilliseconds: report.atMilliseconds))
        writer.member("removed", lag.removed)
        writer.endObject()
    }

    private static func write(_ held: HeldPartition, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("topic", held.partition.topic)
        writer.member("partition", Int64(held.partition.partition))
        writer.member("last_stable_offset", held.ends.stable)
        writer.member("high_watermark", held.ends.latest)
        writer.member("held_ms", held.heldMilliseconds)
        writer.member("hanging", held.isHanging)
        writer.endObject()
    }
}
