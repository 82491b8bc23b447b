import LogPort
import PipelineTestKit
import Synchronization

/// A memory log that refuses records for good: those with a word in them, and those above a size.
final class PickyLog: LogReading, LogWriting {
    let memory: MemoryLog
    private let limit = Atomic<Int>(.max)
    /// Records with this word are refused, in whatever topic but that of dead letters.
    let word: [UInt8]

    init(_ memory: MemoryLog = MemoryLog(), refusing word: String) {
        self.memory = memory
        self.word = Array(word.utf8)
    }

    /// The largest record, as a topic's `max.message.bytes` has it.
    var largest: Int {
        get { limit.load(ordering: .acquiring) }
        set { limit.store(newValue, ordering: .releasing) }
    }

    func recordLimit(of topic: String) throws(LogError) -> Int? {
        largest == .max ? nil : largest
    }

    func makeProducer(id: String) throws(LogError) -> any LogProducer {
        Producer(self, try memory.makeProducer(id: id))
    }

    func topics() throws(LogError) -> [TopicSettings] {
        try memory.topics()
    }

    func resolve(_ position: LogPosition, in partition: TopicPartition) throws(LogError) -> Int64 {
        try memory.resolve(position, in: partition)
    }

    func committedOffset(group: String, in partition: TopicPartition) throws(LogError) -> Int64? {
        try memory.committedOffset(group: group, in: partition)
    }

    func makeReader(
        of partition: TopicPartition,
        from start: LogPosition,
        to end: LogPosition?
    ) throws(LogError) -> any LogReader {
        try memory.makeReader(of: partition, from: start, to: end)
    }

    private final class Producer: LogProducer {
        private let log: PickyLog
        private let producer: any LogProducer

        init(_ log: PickyLog, _ producer: any LogProducer) {
            self.log = log
            self.producer = producer
        }

        func commit(_ transaction: LogTransaction) throws(LogError) -> [Int64] {
            for append in transaction.appends where !append.target.topic.contains("changelog") {
                var isRefused = false
                append.frames.visit(baseOffset: 0, window: 0..<append.frames.offsetSpan) { record in
                    let value = record.value.map { Array($0) } ?? []
                    isRefused = isRefused || value.count + record.key.count + record.headers.count > log.largest
                    if !append.target.topic.contains("deadletters") {
                        isRefused = isRefused || value.indices.contains { value[$0...].starts(with: log.word) }
                    }
                }
                if isRefused {
                    throw LogError(.recordRefused, action: "committing", message: "it is too large", remedy: .stop)
                }
            }
            return try producer.commit(transaction)
        }

        func close() {
            producer.close()
        }
    }
}
