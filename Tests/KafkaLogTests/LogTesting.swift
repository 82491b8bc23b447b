import Foundation
import LogPort
import PipelineTestKit
import Testing

/// Short words for what tests do with a log again and again.
extension EventLog {
    /// Creates topics of a number of partitions, kept forever.
    func make(_ names: String..., partitions: Int32 = 1, cleanup: TopicSettings.Cleanup = .delete) throws {
        try create(names.map { TopicSettings(name: $0, partitions: partitions, cleanup: cleanup) })
    }

    /// Writes values to a partition in one transaction, the first at the given time, each a millisecond later.
    @discardableResult
    func write(_ values: [String], to partition: TopicPartition, at milliseconds: Int64 = 1_000) throws -> Int64 {
        let records = values.enumerated().map { index, value in
            LogRecord("key", value, at: milliseconds + Int64(index))
        }
        return try write(records, to: partition)
    }

    /// Writes records to a partition in one transaction.
    @discardableResult
    func write(_ records: [LogRecord], to partition: TopicPartition) throws -> Int64 {
        let producer = try makeProducer(id: "test-writer")
        defer { producer.close() }
        let frames = try #require(LogRecord.frames(records))
        return try #require(try producer.commit(LogTransaction(appends: [.init(partition, frames)])).first)
    }

    /// Reads a range to its end.
    func read(
        _ partition: TopicPartition,
        from start: LogPosition = .earliest,
        to end: LogPosition = .latest
    ) throws -> [PlacedRecord] {
        var records: [PlacedRecord] = []
        try forEach(in: partition, from: start, to: end) { record in
            records.append(PlacedRecord(offset: record.offset, record: LogRecord(record)))
        }
        return records
    }

    /// Reads the values of a range, as text.
    func values(
        _ partition: TopicPartition,
        from start: LogPosition = .earliest,
        to end: LogPosition = .latest
    ) throws -> [String] {
        try read(partition, from: start, to: end).map { String(decoding: $0.record.value ?? [], as: UTF8.self) }
    }
}

extension LogWorker {
    /// Polls until an event satisfies a question.
    func poll(_ seconds: Double = 30, until isWanted: (WorkerEvent) -> Bool) throws -> WorkerEvent {
        let deadline = Date(timeIntervalSinceNow: seconds)
        while Date() < deadline {
            let event = try poll(maxWaitMilliseconds: 50)
            if isWanted(event) {
                return event
            }
        }
        throw Missed(what: "the event did not come within \(seconds) s")
    }

    /// Polls until records come.
    func pollRecords(_ seconds: Double = 30) throws -> RecordBatch {
        let event = try poll(seconds) { event in
            if case .records = event { true } else { false }
        }
        guard case .records(let batch) = event else { throw Missed(what: "no records") }
        return batch
    }
}

struct Missed: Error {
    let what: String
}

/// Waits until something is so, asking every few milliseconds.
func waitUntil(_ what: String, seconds: Double = 30, _ isSo: () throws -> Bool) throws {
    let deadline = Date(timeIntervalSinceNow: seconds)
    while try !isSo() {
        guard Date() < deadline else { throw Missed(what: "not within \(seconds) s: \(what)") }
        Thread.sleep(forTimeInterval: 0.01)
    }
}
