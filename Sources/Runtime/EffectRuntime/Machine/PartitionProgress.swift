import EventModel

/// How far one destination is in one partition.
///
/// ```
///   offsets:   settled for good │ told, owed and passed over mixed │ not looked at
///                              low                             position
/// ```
struct PartitionProgress: Sendable, Equatable {
    let partition: Int32
    /// The next offset to be offered.
    var position: Int64
    /// Offsets at and above the oldest that is owed that are settled, rising.
    var settled: [Int64]
    /// The notices that were pending before a restart, until their records are read again.
    var open: [PartitionHistory.Open]
    var memory: SubjectMemory

    /// Begins at an offset, or where the history says that everything below is settled.
    init(partition: Int32, from start: Int64, limits: QueueLimits, history: PartitionHistory.Destination?) {
        var history = history
        history?.raise(to: start)
        self.partition = partition
        position = history?.low ?? start
        settled = history?.settled ?? []
        open = history?.open ?? []
        memory = history?.memory ?? SubjectMemory(limit: limits.subjects)
    }
}
