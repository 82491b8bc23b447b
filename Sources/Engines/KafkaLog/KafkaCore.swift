import LogPort
import Synchronization

/// The shared state of the log and its handles: settings, counters, and whether it is closed.
final class KafkaCore: Sendable {
    let settings: KafkaLogSettings
    let counters: KafkaCounters
    let cluster: ClusterView
    let groupOffsets: GroupOffsets
    let unansweredStarts = UnansweredStarts()
    private let isClosed = Atomic<Bool>(false)

    init(_ settings: KafkaLogSettings, _ counters: KafkaCounters) throws(LogError) {
        self.settings = settings
        self.counters = counters
        cluster = try ClusterView(settings)
        groupOffsets = GroupOffsets(settings)
    }

    func check(_ action: String) throws(LogError) {
        if isClosed.load(ordering: .acquiring) {
            throw .closed(action)
        }
    }

    /// - Returns: Whether it was open.
    func close() -> Bool {
        !isClosed.exchange(true, ordering: .acquiringAndReleasing)
    }

    /// Gives appends their places in the cluster; refuses unknown partitions before anything is written.
    func placed(
        _ appends: [LogTransaction.Append],
        _ action: String
    ) throws(LogError) -> [(target: ClusterPartition, frames: RecordFrames)] {
        var placed: [(target: ClusterPartition, frames: RecordFrames)] = []
        placed.reserveCapacity(appends.count)
        for append in appends {
            let target = ClusterPartition(append.target, prefix: settings.prefix)
            try require(append.target, action)
            placed.append((target, append.frames))
        }
        return placed
    }

    /// Throws when the cluster has no such partition.
    func require(_ partition: TopicPartition, _ action: String) throws(LogError) {
        let count = try cluster.partitionCount(of: settings.prefix + partition.topic) ?? 0
        guard partition.partition >= 0, partition.partition < count else { throw .unknown(partition, action) }
    }
}
