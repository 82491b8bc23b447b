/// An event for a worker.
package enum WorkerEvent: Sendable {
    /// Records of a partition that the worker owns.
    case records(RecordBatch)
    /// The worker owns these partitions from now on, beside those it has; records come from the committed offsets.
    ///
    /// Empty for a member that the group has no partition for.
    case assigned([TopicPartition])
    /// The worker may still commit what it has done; with its next poll the partitions are given up.
    case revoked([TopicPartition])
    /// Another member already owns the partitions: drop everything since the last commit.
    case lost([TopicPartition])
    /// Nothing came in time.
    case idle
}

/// One member of a consumer group with its transactions: one thread, one consumer, one producer.
///
/// Contract, checked by `verifyEventLog`:
/// 1. Every partition of the subscribed topics is owned by at most one member of a group at a time, and by exactly one
///    once the group has settled; a member that joins or leaves moves partitions by `revoked` and `assigned` (eager:
///    all of a member's partitions are revoked, then assigned again).
/// 2. After `assigned`, records of a partition come from the group's committed offset (``LogPosition/earliest`` without
///    one), each once, offsets rising, until revoked or lost.
/// 3. `commit` makes outputs and offsets visible at once and durably, or not at all. Offsets of partitions that the
///    member does not own are refused as `fenced` with nothing kept.
/// 4. Only committed records are handed out.
/// 5. `rewind()` makes the next records come from the committed offsets again.
///    An ownership event that a failed poll could not hand out comes again with a later one.
/// 6. Two topics with equal partition counts are assigned alike: a member owns the same numbers of both.
package protocol LogWorker: AnyObject {
    /// Waits for the next event.
    func poll(maxWaitMilliseconds: Int) throws(LogError) -> WorkerEvent

    /// Commits outputs and offsets together.
    ///
    /// - Returns: The base offset of each append, in order.
    /// - Throws: ``LogError``; the remedy says whether to repeat, to rewind, or to stop.
    func commit(_ transaction: LogTransaction) throws(LogError) -> [Int64]

    /// Returns to the committed offsets of all owned partitions.
    func rewind() throws(LogError)

    /// Leaves the group; uncommitted work is not kept.
    func close()
}
