package import EventModel
import JSONText
package import LogPort

/// The outcome of each settled dead letter, from the audit topic.
///
/// Limit: one entry a settled letter, about 150 bytes.
package struct LetterFates: Sendable {
    private var fates: [LetterCoordinates: LetterFate] = [:]
    /// How many letters were retried.
    package private(set) var retried: Int64 = 0

    package init() {}

    /// Reads the audit topic to its end; it waits for an open transaction of another writer.
    ///
    /// - Throws: ``LogError``, or `PayloadFault` when an entry cannot be read: a letter may not be retried on a guess.
    package init(log: any LogReading) throws {
        let parser = JSONParser()
        for partition in 0..<(try log.partitionCount(of: Topics.audit.name)) {
            let place = TopicPartition(Topics.audit.name, partition)
            try log.forEach(in: place) { (record) throws(PayloadFault) in
                guard let value = record.value else { return }
                add(try parser.decode(AuditEntry.self, from: value))
            }
        }
    }

    /// Takes an audit entry; entries about other things are skipped.
    package mutating func add(_ entry: AuditEntry) {
        guard let action = LetterFate.Action(rawValue: entry.action),
            let coordinates = LetterCoordinates(entry.target)
        else { return }
        // The first entry counts: a second one can only come from before this was checked.
        guard fates[coordinates] == nil else { return }
        fates[coordinates] = LetterFate(action, at: entry.at, by: entry.actor)
        retried += action == .retried ? 1 : 0
    }

    package subscript(_ coordinates: LetterCoordinates) -> LetterFate? {
        fates[coordinates]
    }
}
