import EventModel
import JSONText
import LogPort

/// How far a spool was forwarded, stored in the log in the transaction of the forwarded records.
///
/// A record of `eyrie.bridge.changelog.v1` under the key `spool/<id>`: the next process that opens the spool continues
/// from here, so that a crash at any moment neither loses nor doubles an alert. An idempotent producer alone could not
/// do that, since it knows nothing of the earlier process.
struct ForwardPosition: Payload {
    /// The spool's identity.
    let spool: String
    /// The first offset of the spool that is not in the log.
    var next: Int64
    /// The spool's counts that are already in the log's counts of doors.
    ///
    /// A new spool counts from zero, and a bridge may have had another one before: so the log's counts rise by the
    /// increase of the spool's.
    var counted: [String: DoorCounters]
    /// What doors have counted of records that were passed over, where the counters were not there yet.
    var debts: [PassedRecord.Debt] = []

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
        guard reader.optional("passed_over") != nil else { return }
        for element in try reader.elements("passed_over") {
            let reader = try MemberReader(element, of: "PassedRecord")
            debts.append(
                PassedRecord.Debt(
                    isSensor: try reader.string("outcome") == "sensors",
                    kind: try reader.string("kind"),
                    sender: try reader.string("sender")
                )
            )
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
        if !debts.isEmpty {
            writer.key("passed_over")
            writer.beginArray()
            for debt in debts {
                writer.beginObject()
                writer.member("outcome", debt.isSensor ? "sensors" : "appended")
                writer.member("kind", debt.kind)
                writer.member("sender", debt.sender)
                writer.endObject()
            }
            writer.endArray()
        }
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
    /// - Returns: Where to continue.
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
