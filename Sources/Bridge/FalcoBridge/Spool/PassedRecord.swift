import EventModel
import JSONText
import LogPort
import StageRuntime

/// A record of the spool that the log refuses for good, as a dead letter and as what its door has counted.
struct PassedRecord {
    /// What a door counted of a record that the log does not have.
    struct Debt: Equatable {
        /// What it counted, `appended` or `sensors`.
        let isSensor: Bool
        /// The kind of the door, such as `http`; empty when it is not known.
        let kind: String
        /// Who sent it.
        let sender: String

        /// Finds the door that counted it, among those that have counted one.
        ///
        /// A record names the kind of its door and its sender, not the door: of several doors of a kind the one whose
        /// name holds the sender, such as a file's path, is taken.
        ///
        /// - Parameters:
        ///   - doors: What the log has counted for the doors of the spool.
        ///   - isComplete: Whether the counters of the record's own group are there; then any door is better than none.
        /// - Returns: nil when it is not known yet.
        func door(among doors: [DoorCounters], isComplete: Bool) -> DoorCounters? {
            let able = doors.filter { $0[isSensor ? .sensors : .appended] > 0 }.sorted { $0.door < $1.door }
            let kin = able.filter { counters in
                // Behind the bridge's name; what follows a kind is a path or an address.
                counters.door == kind || counters.door.hasSuffix("/\(kind)") || counters.door.hasPrefix("\(kind):")
                    || counters.door.contains("/\(kind):")
            }
            return kin.first { !sender.isEmpty && $0.door.hasSuffix(sender) } ?? kin.first
                ?? (isComplete ? able.first : nil)
        }
    }

    /// The letter in its place.
    let letter: DeadLetter
    /// Its key.
    let key: String
    /// What is to be counted otherwise; nil for what no door counts as appended.
    let debt: Debt?
    /// Bytes of the record that the letter holds.
    var letterBytes: Int { letter.value.count }

    /// Makes the letter.
    ///
    /// - Parameters:
    ///   - record: The record of the spool.
    ///   - error: Why the log refuses it.
    ///   - room: The most bytes of it that the letter holds.
    ///   - milliseconds: The time now, in milliseconds since 1970.
    init(_ record: RecordView, _ error: LogError, room: Int, at milliseconds: Int64) {
        let topic = record.header(SpoolTopics.destination).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let value = record.value ?? UnsafeRawBufferPointer(start: nil, count: 0)
        let parser = JSONParser()
        var former: DeadLetter?
        var bytes = Array(value)
        var kind = ""
        var sender = ""
        switch topic {
        case Topics.alerts.name:
            bytes = ReceivedBytes.copy(of: value) ?? bytes
            try? parser.withDocument(value) { view in
                kind = view.member("door")?.stringBytes.map { String(decoding: $0, as: UTF8.self) } ?? ""
                sender = view.member("sender")?.stringBytes.map { String(decoding: $0, as: UTF8.self) } ?? ""
            }
            debt = Debt(isSensor: false, kind: kind, sender: sender)
        case Topics.sensors.name:
            bytes = (try? parser.decode(Sensor.self, from: value))?.received ?? bytes
            debt = Debt(isSensor: true, kind: kind, sender: sender)
        default:
            former = try? parser.decode(DeadLetter.self, from: value)
            bytes = former?.value ?? bytes
            debt = nil
        }
        let kept = min(bytes.count, room)
        let cut = kept < bytes.count ? "; the first \(kept) of \(bytes.count) bytes are kept" : ""
        let refusal = "the log refuses its record of \(value.count) bytes in \(topic): \(error.message)\(cut)"
        letter = DeadLetter(
            stage: "bridge",
            code: former?.code ?? "record-refused",
            message: former.map { "\($0.message.prefix(512)); \(refusal)" } ?? refusal,
            topic: former?.topic ?? (kind.isEmpty ? SpoolTopics.records.topic : kind),
            partition: former?.partition ?? -1,
            offset: former?.offset ?? -1,
            timestampMilliseconds: milliseconds,
            key: former.flatMap { $0.key.map { Array($0.prefix(256)) } },
            value: Array(bytes.prefix(kept))
        )
        key = String(decoding: record.key.prefix(256), as: UTF8.self)
    }
}
