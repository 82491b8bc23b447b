import JSONText
import StageRuntime

/// The ledger as JSON.
enum LedgerText {
    static func json(_ report: LedgerReport) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("balanced", report.isBalanced)
        writer.beginArray("doors")
        for door in report.doors {
            write(door, into: &writer)
        }
        writer.endArray()
        writer.member("alerts", report.alerts)
        writer.member("retried", report.retried)
        writer.member("controls", report.controls)
        writer.beginArray("hops")
        for hop in report.hops {
            write(hop, into: &writer)
        }
        writer.endArray()
        writer.beginArray("deliveries")
        for counts in report.deliveries {
            write(counts, into: &writer)
        }
        writer.endArray()
        writer.member("skipped", report.skipped)
        writer.beginArray("repeats")
        for name in report.repeats {
            writer.string(name)
        }
        writer.endArray()
        if let vaulted = report.vaulted {
            writer.member("vaulted", vaulted)
            writer.member("vault_pending", min(report.vaultPending, report.alerts))
        }
        writer.beginArray("waiting")
        for part in report.waiting {
            writer.beginObject()
            writer.member("part", part.part)
            writer.member("topic", part.topic)
            writer.member("records", part.records)
            writer.endObject()
        }
        writer.endArray()
        writer.member("lost_to_damage", report.damaged)
        writer.beginArray("holes")
        for hole in report.holes {
            writer.string(hole)
        }
        writer.endArray()
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static func write(_ door: DoorCounts, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("door", door.name)
        for outcome in DoorOutcome.allCases where outcome.description.meaning != .note {
            guard outcome.description.meaning != .remark || door[outcome] > 0 else { continue }
            writer.member(outcome.description.member, door[outcome])
            if outcome == .filtered {
                write(door.filters, into: &writer)
            }
        }
        writer.endObject()
    }

    private static func write(_ filters: [DoorCounts.Filter], into writer: inout JSONWriter) {
        writer.beginArray("filters")
        for filter in filters {
            writer.beginObject()
            writer.member("name", filter.name)
            writer.member("count", filter.count)
            writer.endObject()
        }
        writer.endArray()
    }

    private static func write(_ hop: LedgerReport.Hop, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("stage", hop.stage)
        writer.member("entered", hop.entered)
        writer.member("decided", hop.decided)
        writer.member("dead_lettered", hop.deadLettered)
        writer.member("pending", hop.pending)
        writer.member("removed", hop.removed)
        writer.endObject()
    }

    private static func write(_ counts: DeliveryCounts, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("effect", counts.effect)
        writer.member("destination", counts.destination)
        writer.member("matched", counts.matched)
        writer.member("delivered", counts.delivered)
        writer.member("suppressed", counts.suppressed)
        writer.member("given_up", counts.givenUp)
        writer.member("pending", counts.pending)
        writer.member("failed_attempts", counts.failedAttempts)
        writer.endObject()
    }
}
