import EventModel
import FalcoBridge
import LogPort
import SQLiteLog

/// Every alert of a log, counted one by one after a bench, by the ids in their envelopes.
struct AlertCensus {
    /// Records that are alerts.
    private(set) var alerts = 0
    /// Those among them whose id was there before.
    private(set) var repeated = 0
    /// Those among them without a key.
    private(set) var keyless = 0
    private var seen: Set<UInt64> = []

    /// One alert in the log: its profile and the fraction of its event time, where a bench puts its number.
    struct Entry {
        /// Do not escape.
        let profile: UnsafeRawBufferPointer
        let number: Int
    }

    /// Counts the alerts of the embedded log in a folder; a process may own it.
    ///
    /// - Throws: `LogError`, or `BenchFailure` for an alert whose envelope is not understood.
    static func embedded(folder: String, _ body: (Entry) -> Void = { _ in }) throws -> AlertCensus {
        let log = try ReadOnlySQLiteLog(folder: folder)
        defer { log.close() }
        return try of(log, body)
    }

    /// Counts the alerts in the spool below the folder of a bridge, forwarded or not.
    static func spool(folder: String) throws -> AlertCensus {
        let log = try ReadOnlySQLiteLog(folder: BridgeProcess.spool(of: folder))
        defer { log.close() }
        var census = AlertCensus()
        let alerts = Topics.alerts.name.utf8
        try census.add(
            log,
            SpoolTopics.records,
            isAlert: { $0.header(SpoolTopics.destination)?.elementsEqual(alerts) ?? false }
        )
        return census
    }

    /// Counts the alerts of a log, and shows each in the order of its partition.
    static func of(_ log: any LogReading, _ body: (Entry) -> Void = { _ in }) throws -> AlertCensus {
        var census = AlertCensus()
        for partition in 0..<(try log.partitionCount(of: Topics.alerts.name)) {
            try census.add(log, TopicPartition(Topics.alerts.name, partition), isAlert: { _ in true }, body)
        }
        return census
    }

    private mutating func add(
        _ log: any LogReading,
        _ partition: TopicPartition,
        isAlert: (RecordView) -> Bool,
        _ body: (Entry) -> Void = { _ in }
    ) throws {
        try log.forEach(in: partition) { record in
            guard let value = record.value, isAlert(record), !Control.isControl(value) else { return }
            guard let id = Self.identifier(value), let number = Self.fraction(value) else {
                throw BenchFailure("\(partition): record \(record.offset) is no alert in its envelope")
            }
            alerts += 1
            keyless += record.key.isEmpty ? 1 : 0
            repeated += seen.insert(id).inserted ? 0 : 1
            body(Entry(profile: record.key, number: number))
        }
    }

    private static let prefix = Array(#"{"specversion":"1.0","type":"org.falco.alert.v1","id":""#.utf8)
    private static let time = Array(#","time":""#.utf8)

    /// The first 16 of the 32 hexadecimal digits of an alert's id: two of 10,000,000 alerts share them once in 370,000
    /// benches.
    private static func identifier(_ value: UnsafeRawBufferPointer) -> UInt64? {
        guard value.count > prefix.count + 32, value.starts(with: prefix) else { return nil }
        let digits = UnsafeRawBufferPointer(rebasing: value[prefix.count..<prefix.count + 16])
        return UInt64(String(decoding: digits, as: UTF8.self), radix: 16)
    }

    /// The nine digits behind the second in the envelope's time, which is the alert's.
    private static func fraction(_ value: UnsafeRawBufferPointer) -> Int? {
        // Behind id, source and subject; a quotation mark in those is escaped, so this is the member.
        var index = prefix.count + 32
        while index + time.count + 30 <= value.count {
            if value[index] == time[0], UnsafeRawBufferPointer(rebasing: value[index...]).starts(with: time) {
                let start = index + time.count + 20
                return Int(String(decoding: value[start..<start + 9], as: UTF8.self))
            }
            index += 1
        }
        return nil
    }
}
