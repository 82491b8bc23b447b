import LogPort
import PipelineTestKit
import Synchronization

/// A memory log whose cluster does not answer for a while: so many producers cannot be made.
final class AbsentLog: LogReading, LogWriting {
    let memory = MemoryLog()
    private let refusals = Atomic<Int>(0)

    /// From now on the next producers cannot be made.
    func refuseProducers(_ count: Int) {
        refusals.store(count, ordering: .releasing)
    }

    var isAbsent: Bool {
        refusals.load(ordering: .acquiring) > 0
    }

    func makeProducer(id: String) throws(LogError) -> any LogProducer {
        if isAbsent {
            refusals.subtract(1, ordering: .acquiringAndReleasing)
            throw LogError(.unavailable, action: "making a producer", message: "nobody answers", remedy: .retry)
        }
        return try memory.makeProducer(id: id)
    }

    func recordLimit(of topic: String) throws(LogError) -> Int? {
        nil
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
}
