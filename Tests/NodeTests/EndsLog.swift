import LogPort

/// A log whose ends and committed offsets are what a test says, over records of another one.
final class EndsLog: LogReading, LagSource {
    private let base: any LogReading
    let answers: [TopicPartition: PartitionEnds]
    let committed: [TopicPartition: Int64]
    let transactionTimeoutMilliseconds = 10_000

    init(_ base: any LogReading, _ answers: [TopicPartition: PartitionEnds], committed: [TopicPartition: Int64]) {
        self.base = base
        self.answers = answers
        self.committed = committed
    }

    func partitions(of topics: [String]) throws(LogError) -> [TopicPartition] {
        answers.keys.sorted()
    }

    func ends(of partitions: [TopicPartition]) throws(LogError) -> [TopicPartition: PartitionEnds] {
        answers
    }

    func committedOffsets(
        group: String,
        in partitions: [TopicPartition]
    ) throws(LogError) -> [TopicPartition: Int64] {
        committed
    }

    func topics() throws(LogError) -> [TopicSettings] {
        try base.topics()
    }

    func resolve(_ position: LogPosition, in partition: TopicPartition) throws(LogError) -> Int64 {
        try base.resolve(position, in: partition)
    }

    func committedOffset(group: String, in partition: TopicPartition) throws(LogError) -> Int64? {
        committed[partition]
    }

    func makeReader(
        of partition: TopicPartition,
        from start: LogPosition,
        to end: LogPosition?
    ) throws(LogError) -> any LogReader {
        try base.makeReader(of: partition, from: start, to: end)
    }
}
