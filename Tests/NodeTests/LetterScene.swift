import EventModel
import JSONText
import LogPort
import NodeAssembly
import Operations
import PipelineTestKit

/// A log in memory with alerts, what stages made of them, and dead letters, written by hand.
struct LetterScene {
    let log: MemoryLog

    init(_ log: MemoryLog = MemoryLog(handOut: .asAppended)) throws {
        self.log = log
        try log.create(PipelineTopics.settings(partitions: 2))
    }

    /// The desk of a process on this log; its clock stands still.
    func desk() -> DeadLetterOperations {
        DeadLetterOperations(log: log, topology: Parts.all.topology) { Timestamp(milliseconds: 5_000) }
    }

    func append(_ records: [LogRecord], to topic: String, _ partition: Int32 = 0) throws {
        let producer = try log.makeProducer(id: "test")
        defer { producer.close() }
        guard let frames = LogRecord.frames(records) else { return }
        _ = try producer.commit(LogTransaction(appends: [.init(TopicPartition(topic, partition), frames)]))
    }

    func append(_ letters: [DeadLetter]) throws {
        try append(
            letters.map { LogRecord("k", String(decoding: $0.encoded, as: UTF8.self), at: $0.timestampMilliseconds) },
            to: Topics.deadLetters.name
        )
    }

    func records(of topic: String, _ partition: Int32 = 0) throws -> [LogRecord] {
        var records: [LogRecord] = []
        try log.forEach(in: TopicPartition(topic, partition)) { records.append(LogRecord($0)) }
        return records
    }

    func audit() throws -> [AuditEntry] {
        try records(of: Topics.audit.name).map { record in
            try JSONParser().decode(AuditEntry.self, from: record.value ?? [])
        }
    }

    /// A letter of a stage: `topic/partition/offset`, received at second `offset`.
    static func letter(
        _ topic: String = Topics.alerts.name,
        _ partition: Int32 = 1,
        _ offset: Int64 = 7,
        stage: String = "features",
        code: String = "malformed",
        value: String = #"{"half":"#
    ) -> DeadLetter {
        DeadLetter(
            stage: stage,
            code: code,
            message: "not whole",
            topic: topic,
            partition: partition,
            offset: offset,
            timestampMilliseconds: offset * 1_000,
            key: Array("profile".utf8),
            value: Array(value.utf8)
        )
    }

    static func source(_ coordinates: String) -> [UInt8] {
        var headers: [UInt8] = []
        RecordHeaders.append(RecordHeaders.source, coordinates.utf8, to: &headers)
        return headers
    }
}
