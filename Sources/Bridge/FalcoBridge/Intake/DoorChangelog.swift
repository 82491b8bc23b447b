import EventModel
import JSONText
package import LogPort

/// Reads and writes doors' counters in `eyrie.bridge.changelog.v1`.
package enum DoorChangelog {
    /// The topic's only partition.
    static let partition = TopicPartition(Topics.bridgeChangelog.name, 0)

    /// Returns the last counters of each door.
    ///
    /// Records that are no counters are skipped: another version may keep other things here.
    ///
    /// - Throws: ``LogError``, `unknownTopic` among others.
    package static func read(_ log: any EventLog) throws(LogError) -> [String: DoorCounters] {
        let parser = JSONParser()
        var last: [String: DoorCounters] = [:]
        let reader = try log.makeReader(of: partition, from: .earliest, to: .latest)
        defer { reader.close() }
        while let batch = try reader.next(maxWaitMilliseconds: 0) {
            batch.visit { record in
                guard let value = record.value, let counters = try? parser.decode(DoorCounters.self, from: value)
                else {
                    return
                }
                last[counters.door] = counters
            }
        }
        return last
    }

    /// Adds counters to be kept with the records that they count.
    static func append(_ counters: DoorCounters, at milliseconds: Int64, to builder: inout RecordBatchBuilder) {
        builder.append(key: counters.door, payload: counters, timestampMilliseconds: milliseconds)
    }
}
