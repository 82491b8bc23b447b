import EventModel
import JSONText
import LogPort

/// How far a spool was forwarded, kept by the log in the same transaction as what was forwarded.
///
/// A record of `eyrie.bridge.changelog.v1` under the key `spool/<id>`: whoever opens the spool next goes on from here, so
/// that a crash at any moment neither loses nor doubles an alert. An idempotent producer alone could not, since it knows
/// nothing of the process before it.
struct ForwardPosition: Payload {
    /// The spool's identity.
    let spool: String
    /// The first offset of the spool that is not in the log.
    var next: Int64
    /// What of the spool's own counts the log has in those of its doors.
    ///
    /// A new spool counts from zero, and a bridge may have had another one before or between: so the log's counts go up by
    /// what the spool's went up by, whatever they are.
    var counted: [String: DoorCounters]

    init(spool: String, next: Int64, counted: [String: DoorCounters]) {
        self.spool = spool
        self.next = next
        self.counted = counted
    }

    init(from view: JSONView) throws(PayloadFault) {
        let reader = try MemberReader(view, of: "ForwardPosition")
        spool = try reader.string("spool")
        next = try reader.int64("next")
        counted = [:]
        for element in try reader.elements("counted") {
            let counters = try DoorCounters(from: element)
            counted[counters.door] = counters
        }
    }

    func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("spool")
        writer.string(spool)
        writer.key("next")
        writer.int(Int(next))
        writer.key("counted")
        writer.beginArray()
        for counters in counted.values.sorted(by: { $0.door < $1.door }) {
            counters.write(into: &writer)
        }
        writer.endArray()
        writer.endObject()
    }

    /// The key under which the log keeps the position of a spool.
    static func key(of spool: String) -> String {
        "spool/\(spool)"
    }

    /// Reads the position of a spool; one that was never forwarded begins at an offset.
    ///
    /// - Parameters:
    ///   - spool: The spool's identity.
    ///   - start: Where a spool begins that was never forwarded.
    ///   - log: Where it is forwarded to.
    /// - Returns: Where to go on.
    /// - Throws: ``LogError`` when the log cannot be read.
    static func read(
        of spool: String,
        startingAt start: Int64,
        in log: any LogReading
    ) throws(LogError) -> ForwardPosition {
        let key = Self.key(of: spool)
        let parser = JSONParser()
        var found: ForwardPosition?
        try log.forEach(in: DoorChangelog.partition) { record in
            guard String(decoding: record.key, as: UTF8.self) == key, let value = record.value else { return }
            found = (try? parser.decode(ForwardPosition.self, from: value)) ?? found
        }
        return found ?? ForwardPosition(spool: spool, next: start, counted: [:])
    }
}
