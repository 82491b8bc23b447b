import JSONText
import LogPort
import NodeAssembly

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
        return table([titles] + rows) + report.partitions.compactMap(removal) + report.held.map { hold($0, report) }
    }

    static func json(_ report: LagReport) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("at_ms")
        writer.int(report.atMilliseconds)
        writer.key("partitions")
        writer.beginArray()
        for lag in report.partitions {
            write(lag, report, into: &writer)
        }
        writer.endArray()
        writer.key("held")
        writer.beginArray()
        for held in report.held {
            write(held, into: &writer)
        }
        writer.endArray()
        if let timeout = report.transactionTimeoutMilliseconds {
            writer.key("transaction_timeout_ms")
            writer.int(timeout)
        }
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// Pads columns; names stand left, numbers right.
    private static func table(_ rows: [[String]]) -> [String] {
        let widths = titles.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            row.indices.map { column in
                let padding = String(repeating: " ", count: widths[column] - row[column].count)
                return column < 2 ? row[column] + padding : padding + row[column]
            }.joined(separator: "  ")
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
        writer.key("group")
        writer.string(lag.group)
        writer.key("topic")
        writer.string(lag.source.topic)
        writer.key("partition")
        writer.int(Int64(lag.source.partition))
        if let committed = lag.committed {
            writer.key("committed")
            writer.int(committed)
        }
        writer.key("earliest")
        writer.int(lag.ends.earliest)
        writer.key("last_stable_offset")
        writer.int(lag.ends.stable)
        writer.key("high_watermark")
        writer.int(lag.ends.latest)
        writer.key("lag")
        writer.int(lag.readable)
        writer.key("high_watermark_lag")
        writer.int(lag.total)
        writer.key("age_ms")
        writer.int(lag.age(atMilliseconds: report.atMilliseconds))
        writer.key("removed")
        writer.int(lag.removed)
        writer.endObject()
    }

    private static func write(_ held: HeldPartition, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("topic")
        writer.string(held.partition.topic)
        writer.key("partition")
        writer.int(Int64(held.partition.partition))
        writer.key("last_stable_offset")
        writer.int(held.ends.stable)
        writer.key("high_watermark")
        writer.int(held.ends.latest)
        writer.key("held_ms")
        writer.int(held.heldMilliseconds)
        writer.key("hanging")
        writer.bool(held.isHanging)
        writer.endObject()
    }
}
