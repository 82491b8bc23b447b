import CKafka

/// Keeps a consumer fetching while its queue is emptied.
///
/// A full queue (`queued.min.messages`, `queued.max.messages.kbytes`) ends fetching, and librdkafka below 2.2 looks
/// again only after a second or when its broker thread is woken for something else: a quick reader would get one queue
/// a second (librdkafka #2879). So once half a queue was taken and less than half is left, the leaders are asked for
/// the end of the partitions, which wakes those threads. From 2.2 on `fetch.queue.backoff.ms` does the same.
///
/// Used by the thread that takes from the queue.
struct FetchNudge {
    /// `queued.min.messages` of the consumers that are nudged.
    static let queueLength = 5_000
    /// Bytes after which the queue may be full although it holds few messages.
    private let queueBytes: Int
    /// Whether librdkafka itself looks soon enough.
    static let isNeeded = rd_kafka_version() < 0x0202_0000

    private var takenCount = 0
    private var takenBytes = 0

    /// Begins with nothing taken.
    ///
    /// - Parameter queueBytes: Bytes after which the queue may be full although it holds few messages.
    init(queueBytes: Int = 4 << 20) {
        self.queueBytes = queueBytes
    }

    /// Counts taken messages, and nudges when it is time.
    ///
    /// - Parameters:
    ///   - count: Messages taken.
    ///   - bytes: Their bytes.
    ///   - client: The consumer.
    ///   - queue: Its queue.
    ///   - partitions: What it reads, asked for only when it is time.
    mutating func took(
        _ count: Int,
        bytes: Int,
        by client: OpaquePointer,
        from queue: OpaquePointer,
        of partitions: @autoclosure () -> [ClusterPartition]
    ) {
        guard Self.isNeeded else { return }
        takenCount += count
        takenBytes += bytes
        guard takenCount >= Self.queueLength / 2 || takenBytes >= queueBytes else { return }
        guard rd_kafka_queue_length(queue) < Self.queueLength / 2 else { return }
        takenCount = 0
        takenBytes = 0
        let entries = partitions().map { ($0, Int64(RD_KAFKA_OFFSET_END)) }
        // The answer is ignored; fetching itself reports missing answers.
        _ = PartitionList.with(entries) { list in rd_kafka_offsets_for_times(client, list, 100) }
    }
}
