import Cryptography
import EventModel
import FalcoBridge
import JSONText
import LogPort
import SQLiteLog
import Testing

/// The alerts in an embedded log, and whether they are those that were posted.
struct KeptAlerts {
    /// How many times each event id is there.
    let ids: [String: Int]

    /// Reads the log of a process that has ended.
    init(folder: String) throws {
        var ids: [String: Int] = [:]
        let log = try ReadOnlySQLiteLog(folder: folder)
        defer { log.close() }
        #expect(try log.verify().findings == [])
        let parser = JSONParser()
        for partition in 0..<(try log.partitionCount(of: Topics.alerts.name)) {
            let place = TopicPartition(Topics.alerts.name, partition)
            try log.forEach(in: place) { record in
                let envelope = try parser.decode(AlertEnvelope.self, from: try #require(record.value))
                ids[envelope.id.description, default: 0] += 1
            }
        }
        self.ids = ids
    }

    /// Reads the spool of a bridge that has ended, of which nothing was forwarded.
    init(spool folder: String) throws {
        var ids: [String: Int] = [:]
        let log = try ReadOnlySQLiteLog(folder: folder)
        defer { log.close() }
        try log.forEach(in: SpoolTopics.records) { record in
            guard let bytes = record.value.flatMap({ ReceivedBytes.copy(of: $0) }) else { return }
            ids[String(SHA256.digest(of: bytes).hex.prefix(32)), default: 0] += 1
        }
        self.ids = ids
    }

    /// Reads what `eyrie log cat alerts` printed.
    init(printed text: String) throws {
        var ids: [String: Int] = [:]
        for line in text.split(separator: "\n") {
            let id = try #require(line.firstMatch(of: #/"id":"([0-9a-f]{32})"/#), "\(line)")
            ids[String(id.1), default: 0] += 1
        }
        self.ids = ids
    }

    /// Compares the kept alerts with the sent ones: each acknowledged alert once, and no other.
    func check(_ alerts: PostedAlerts) {
        #expect(alerts.acknowledged.subtracting(ids.keys).isEmpty, "an acknowledged alert is missing")
        #expect(ids.values.allSatisfy { $0 == 1 }, "an alert is doubled")
        #expect(Set(ids.keys).subtracting(alerts.sent).isEmpty, "an alert that nobody sent")
    }
}
