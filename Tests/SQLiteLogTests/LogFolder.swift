import Foundation
import LogPort
import PipelineTestKit
import SQLiteLog
import Testing

/// A log's folder that is removed with the test.
final class LogFolder {
    private let folder: TemporaryFolder

    init(in parent: String? = nil) throws {
        folder = try TemporaryFolder(in: parent)
    }

    var path: String { folder.path }

    var file: String { path + "/eyrie.log" }

    /// Opens the log without a maintenance thread, so that a test decides when it is maintained.
    func open(_ change: (inout SQLiteLogSettings) -> Void = { _ in }) throws -> SQLiteLog {
        var settings = SQLiteLogSettings()
        settings.maintenanceSeconds = nil
        change(&settings)
        return try SQLiteLog(folder: path, settings: settings)
    }
}

/// A record as a test sees it.
struct TestRecord: Equatable {
    var offset: Int64 = -1
    var key = ""
    var value: String?
    var time: Int64 = 0
}

extension TestRecord {
    init(_ record: RecordView) {
        offset = record.offset
        key = String(decoding: record.key, as: UTF8.self)
        value = record.value.map { String(decoding: $0, as: UTF8.self) }
        time = record.timestampMilliseconds
    }
}

extension TopicSettings {
    static func kept(_ name: String, partitions: Int32 = 1, milliseconds: Int64? = nil, bytes: Int64? = nil) -> Self {
        TopicSettings(
            name: name,
            partitions: partitions,
            cleanup: .delete,
            retentionMilliseconds: milliseconds,
            retentionBytes: bytes
        )
    }

    static func compacted(_ name: String) -> Self {
        TopicSettings(name: name, partitions: 1, cleanup: .compact)
    }
}

extension RecordFrames {
    /// Frames of records with these keys and values; nil is a tombstone.
    static func of(_ records: [(key: String, value: String?)], time: Int64 = 1_000) -> RecordFrames {
        var builder = RecordBatchBuilder()
        for (key, value) in records {
            builder.append(key: key, value: value, timestampMilliseconds: time)
        }
        return builder.seal()
            ?? RecordFrames(
                bytes: [],
                count: 0,
                offsetSpan: 0,
                firstTimestampMilliseconds: 0,
                lastTimestampMilliseconds: 0
            )
    }

    static func of(_ values: [String], time: Int64 = 1_000) -> RecordFrames {
        of(values.map { (key: "k", value: $0) }, time: time)
    }
}

extension LogProducer {
    @discardableResult
    func append(_ values: [String], to topic: String, _ partition: Int32 = 0, time: Int64 = 1_000) throws -> Int64 {
        let append = LogTransaction.Append(TopicPartition(topic, partition), .of(values, time: time))
        return try #require(try commit(LogTransaction(appends: [append])).first)
    }
}

extension LogReading {
    /// Reads a range to its end.
    func records(
        of topic: String,
        _ partition: Int32 = 0,
        from start: LogPosition = .earliest,
        to end: LogPosition = .latest
    ) throws -> [TestRecord] {
        var records: [TestRecord] = []
        try forEach(in: TopicPartition(topic, partition), from: start, to: end) { records.append(TestRecord($0)) }
        return records
    }

    func values(of topic: String, _ partition: Int32 = 0, from start: LogPosition = .earliest) throws -> [String] {
        try records(of: topic, partition, from: start).map { $0.value ?? "-" }
    }
}

extension RecordBatch {
    var records: [TestRecord] {
        var records: [TestRecord] = []
        visit { records.append(TestRecord($0)) }
        return records
    }
}
