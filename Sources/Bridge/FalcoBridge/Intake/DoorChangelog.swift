import EventModel
import JSONText
package import LogPort

/// Reads and writes doors' counters in `eyrie.bridge.changelog.v1`.
package enum DoorChangelog {
    /// The topic's only partition.
    static let partition = TopicPartition(Topics.bridgeChangelog.name, 0)

    /// Returns the last counters of each door.
    ///
    /// Records that are not counters are skipped: another version may store other things here.
    ///
    /// - Throws: ``LogError``, `unknownTopic` among others.
    package static func read(_ log: any LogReading) throws(LogError) -> [String: DoorCounters] {
        let parser = JSONParser()
        var last: [String: DoorCounters] = [:]
        try log.forEach(in: partition) { record in
            guard let value = record.value, let counters = try? parser.decode(DoorCounters.self, from: value)
            else {
                return
            }
            last[counters.door] = counters
        }
        return last
    }

    /// Adds counters, to be stored with the records that they count.
    static func append(_ counters: DoorCounters, at milliseconds: Int64, to builder: inout RecordBatchBuilder) {
        builder.append(key: counters.door, payload: counters, timestampMilliseconds: milliseconds)
    }
}
