import LogPort

/// The shared state of the owner's threads: partitions, committed offsets, the tail, and failure.
struct LogState: Sendable {
    /// Where the records at an offset are.
    enum Place {
        /// In memory.
        case tail(RecordBatch)
        /// In the file, up to this offset (exclusive).
        case stored(upTo: Int64)
        /// Nowhere yet.
        case end
        /// Nowhere any more: the first offset kept is this one.
        case removed(upTo: Int64)
    }

    /// By the partition's number in the log.
    var partitions: [PartitionState] = []
    var numbers: [TopicPartition: Int] = [:]
    /// By name.
    var topics: [String: TopicSettings] = [:]
    /// Committed offsets by group.
    var offsets: [String: [TopicPartition: Int64]] = [:]
    var tail: TailCache
    var isClosed = false
    /// Why the log refuses everything.
    var failure: LogError?

    init(tailBytes: Int) {
        tail = TailCache(limit: tailBytes)
    }

    /// Returns where to read the records from an offset on.
    func place(of offset: Int64, in partition: Int) -> Place {
        let state = partitions[partition]
        if offset < state.start, state.settings.cleanup == .delete { return .removed(upTo: state.start) }
        if offset >= state.next { return .end }
        if let batch = tail.batch(of: partition, covering: offset) { return .tail(batch) }
        return .stored(upTo: state.next)
    }

    /// Adds a waiter to partitions, unless one of them has records at or after its offset already.
    ///
    /// - Returns: Whether it was added.
    mutating func register(_ waiter: Waiter, at positions: [(partition: Int, offset: Int64)]) -> Bool {
        guard !isClosed else { return false }
        for (partition, offset) in positions where partitions[partition].next > offset { return false }
        for (partition, _) in positions {
            partitions[partition].waiters.append(waiter)
        }
        return true
    }

    mutating func unregister(_ waiter: Waiter, at positions: [(partition: Int, offset: Int64)]) {
        for (partition, _) in positions {
            partitions[partition].waiters.removeAll { $0 === waiter }
        }
    }

    /// Takes all waiters of all partitions, to wake them when the log closes.
    mutating func takeWaiters() -> [Waiter] {
        var waiters: [Waiter] = []
        for index in partitions.indices {
            waiters += partitions[index].waiters
            partitions[index].waiters = []
        }
        return waiters
    }
}
