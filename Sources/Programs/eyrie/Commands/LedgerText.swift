import JSONText
import StageRuntime

/// The ledger as JSON.
enum LedgerText {
    static func json(_ report: LedgerReport) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("balanced")
        writer.bool(report.isBalanced)
        writer.key("doors")
        writer.beginArray()
        for door in report.doors {
            write(door, into: &writer)
        }
        writer.endArray()
        writer.key("alerts")
        writer.int(report.alerts)
        writer.key("retried")
        writer.int(report.retried)
        writer.key("controls")
        writer.int(report.controls)
        writer.key("hops")
        writer.beginArray()
        for hop in report.hops {
            write(hop, into: &writer)
        }
        writer.endArray()
        writer.key("skipped")
        writer.int(report.skipped)
        writer.key("repeats")
        writer.beginArray()
        for name in report.repeats {
            writer.string(name)
        }
        writer.endArray()
        if let vaulted = report.vaulted {
            writer.key("vaulted")
            writer.int(vaulted)
        }
        writer.key("holes")
        writer.beginArray()
        for hole in report.holes {
            writer.string(hole)
        }
        writer.endArray()
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static func write(_ door: DoorCounts, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("door")
        writer.string(door.name)
        writer.key("received")
        writer.int(door.received)
        writer.key("appended")
        writer.int(door.appended)
        writer.key("sensors")
        writer.int(door.sensors)
        writer.key("duplicates")
        writer.int(door.duplicates)
        writer.key("filtered")
        writer.int(door.filtered)
        writer.key("filters")
        writer.beginArray()
        for filter in door.filters {
            writer.beginObject()
            writer.key("name")
            writer.string(filter.name)
            writer.key("count")
            writer.int(filter.count)
            writer.endObject()
        }
        writer.endArray()
        writer.key("dropped")
        writer.int(door.dropped)
        writer.key("dead_lettered")
        writer.int(door.deadLettered)
        writer.key("skipped")
        writer.int(door.skipped)
        writer.key("refused")
        writer.int(door.refused)
        writer.key("lost")
        writer.int(door.lost)
        writer.endObject()
    }

    private static func write(_ hop: LedgerReport.Hop, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("stage")
        writer.string(hop.stage)
        writer.key("entered")
        writer.int(hop.entered)
        writer.key("decided")
        writer.int(hop.decided)
        writer.key("dead_lettered")
        writer.int(hop.deadLettered)
        writer.key("pending")
        writer.int(hop.pending)
        writer.key("removed")
        writer.int(hop.removed)
        writer.endObject()
    }
}
