import LogPort

/// A log whose ends and committed offsets are what a test says, over records of another one.
final class EndsLog: EventLog, LagSource {
    private let base: any EventLog
    let answers: [TopicPartition: PartitionEnds]
    let committed: [TopicPartition: Int64]
    let transactionTimeoutMilliseconds = 10_000

    init(_ base: any EventLog, _ answers: [TopicPartition: PartitionEnds], committed: [TopicPartition: Int64]) {
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

    func create(_ topics: [TopicSettings]) throws(LogError) {
        try base.create(topics)
    }

    func resolve(_ position: LogPosition, in partition: TopicPartition) throws(LogError) -> Int64 {
        try base.resolve(position, in: partition)
    }

    func committedOffset(group: String, in partition: TopicPartition) throws(LogError) -> Int64? {
        committed[partition]
    }

    func makeWorker(group: String, topics: [String], member: String) throws(LogError) -> any LogWorker {
        try base.makeWorker(group: group, topics: topics, member: member)
    }

    func makeProducer(id: String) throws(LogError) -> any LogProducer {
        try base.makeProducer(id: id)
    }

    func makeReader(
        of partition: TopicPartition,
        from start: LogPosition,
        to end: LogPosition?
    ) throws(LogError) -> any LogReader {
        try base.makeReader(of: partition, from: start, to: end)
    }

    func maintain(nowMilliseconds: Int64) throws(LogError) {}

    func close() {
        base.close()
    }
}
