import EventModel
import JSONText
import LogPort
import PipelineTestKit
import StageKit
import StageRuntime

/// Contents that a test lays down.
struct FixedContents: ContentSource {
    var known: [Digest: [UInt8]] = [:]

    func content(_ digest: Digest) throws(LogError) -> [UInt8]? { known[digest] }
}

/// One ``PartitionProcessor`` of ``SumStage`` fed with records of rising offsets.
final class ProcessorDriver {
    static let wiring = StageWiring(
        name: "sum",
        input: "notes",
        output: "sums",
        changelog: "sums.changelog",
        deadLetters: "letters",
        deadLetterPartitions: 1
    )
    /// 2026-01-01T00:00:00Z in nanoseconds since 1970.
    static let start: Int64 = 1_767_225_600_000_000_000

    let processor: PartitionProcessor<SumStage>
    private(set) var nextOffset: Int64

    init(
        limits: StateLimits = StateLimits(maxKeys: 1000, maxAgeNanoseconds: 1_000_000_000_000),
        contents: FixedContents = FixedContents(),
        from offset: Int64 = 0
    ) {
        processor = PartitionProcessor(
            stage: SumStage(),
            wiring: Self.wiring,
            partition: 0,
            limits: limits,
            contents: contents
        )
        nextOffset = offset
    }

    /// The time that many nanoseconds after ``start``.
    static func time(_ nanoseconds: Int64) -> Timestamp { Timestamp(nanoseconds: start + nanoseconds) }

    static func seconds(_ count: Int64) -> Timestamp { time(count * 1_000_000_000) }

    /// A note received when it happened, or at another time.
    static func note(
        _ key: String,
        _ amount: Int64,
        at time: Timestamp,
        received: Timestamp? = nil,
        headers: [UInt8] = []
    ) -> LogRecord {
        LogRecord(
            key: Array(key.utf8),
            value: Note(amount, at: time).encoded,
            timestampMilliseconds: (received ?? time).milliseconds,
            headers: headers
        )
    }

    static func control(_ action: Control.Action, at time: Timestamp) -> LogRecord {
        let control = Control(id: EventID(high: 1, low: 2), at: time, by: "test", action: action)
        return LogRecord(
            key: Array(control.recordKey.utf8),
            value: control.encoded,
            timestampMilliseconds: time.milliseconds
        )
    }

    /// Puts a whole changelog in, in the order given.
    func restore(_ records: [LogRecord]) throws(StageFault) {
        if let frames = LogRecord.frames(records) {
            let changelog = TopicPartition(Self.wiring.changelog, 0)
            try processor.restore(RecordBatch(source: changelog, frames: frames, baseOffset: 0))
        }
        try processor.finishRestore()
    }

    /// Processes records as one batch and hands out what is to be committed.
    func process(_ records: [LogRecord]) throws(StageFault) -> Committed {
        if let frames = LogRecord.frames(records) {
            let input = TopicPartition(Self.wiring.input, 0)
            try processor.process(RecordBatch(source: input, frames: frames, baseOffset: nextOffset))
            nextOffset += Int64(records.count)
        }
        return Committed(processor.takeTransaction())
    }
}

/// What one transaction writes, by topic.
struct Committed: Equatable {
    var outputs: [LogRecord] = []
    var letters: [LogRecord] = []
    var changes: [LogRecord] = []
    var offsets: [LogTransaction.Offset] = []

    init(_ transaction: LogTransaction) {
        for append in transaction.appends {
            let records = RecordBatch(source: append.target, frames: append.frames, baseOffset: 0)
                .placedRecords().map(\.record)
            switch append.target.topic {
            case ProcessorDriver.wiring.output: outputs += records
            case ProcessorDriver.wiring.deadLetters: letters += records
            default: changes += records
            }
        }
        offsets = transaction.offsets
    }

    /// Key, amount and source header of each output; controls stand as their bytes.
    var said: [String] {
        outputs.map { record in
            let key = String(decoding: record.key, as: UTF8.self)
            guard let value = record.value, let note = try? JSONParser().decode(Note.self, from: value) else {
                return "\(key): control"
            }
            return "\(key): \(note.amount)"
        }
    }

    /// What the changelog says of a key: a state's bytes, nil for a tombstone; empty when it says nothing.
    func changes(of key: String) -> [String?] {
        changes.filter { $0.key == Array(key.utf8) }.map { $0.value.map { String(decoding: $0, as: UTF8.self) } }
    }
}

extension LogRecord {
    /// The source header's text.
    var source: String? {
        headers.withUnsafeBytes { buffer in
            RecordHeaders.find(RecordHeaders.source, in: buffer).map { String(decoding: $0, as: UTF8.self) }
        }
    }
}
