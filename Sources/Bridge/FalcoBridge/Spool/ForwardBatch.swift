import EventModel
import JSONText
import LogPort

/// Records of the spool on their way into the log: sorted by topic and partition, in their order.
///
/// Counters are taken out: only a door's last ones matter, and the log has them on top of what it had before this spool.
struct ForwardBatch {
    /// Partitions of the log's topics.
    struct Partitions {
        var counts: [String: Int] = [:]
    }

    private let partitions: Partitions
    private let parser = JSONParser()
    private var builders: [TopicPartition: RecordBatchBuilder] = [:]
    private var order: [TopicPartition] = []
    private var counters: [String: DoorCounters] = [:]
    private var newestMilliseconds: Int64 = 0
    private(set) var count = 0
    private(set) var byteCount = 0

    init(_ partitions: Partitions) {
        self.partitions = partitions
    }

    /// Adds one record of the spool.
    ///
    /// - Returns: False when it does not say where it belongs.
    mutating func add(_ record: RecordView) -> Bool {
        guard let header = record.header(SpoolTopics.destination) else { return false }
        let topic = String(decoding: header, as: UTF8.self)
        newestMilliseconds = max(newestMilliseconds, record.timestampMilliseconds)
        count += 1
        if topic == DoorChangelog.partition.topic, let value = record.value,
            let read = try? parser.decode(DoorCounters.self, from: value)
        {
            counters[read.door] = read
            return true
        }
        guard let partitionCount = partitions.counts[topic] else { return false }
        let partition = Partitioner.partition(of: record.key, count: partitionCount)
        let own = RecordHeaders.behindFirst(record.headers)
        append(record.key, own, record.value, record.timestampMilliseconds, to: TopicPartition(topic, partition))
        return true
    }

    /// Adds a dead letter about a part of the spool.
    mutating func add(_ letter: DeadLetter, key: String) {
        var writer = JSONWriter()
        letter.write(into: &writer)
        var key = key
        key.withUTF8 { key in
            writer.withBytes { value in
                let key = UnsafeRawBufferPointer(key)
                let partitionCount = partitions.counts[Topics.deadLetters.name] ?? 1
                append(
                    key,
                    UnsafeRawBufferPointer(start: nil, count: 0),
                    value,
                    letter.timestampMilliseconds,
                    to: TopicPartition(Topics.deadLetters.name, Partitioner.partition(of: key, count: partitionCount))
                )
            }
        }
    }

    /// Hands over everything as one transaction that also moves the position.
    ///
    /// - Parameters:
    ///   - position: The place behind it; gets the counts of the spool.
    ///   - known: What the log has counted for each door; gets what it will have.
    /// - Returns: Records of the topics in order, then counters and position.
    mutating func seal(_ position: inout ForwardPosition, _ known: inout [String: DoorCounters]) -> LogTransaction {
        var transaction = LogTransaction()
        for partition in order {
            transaction.append(&builders[partition, default: RecordBatchBuilder()], to: partition)
        }
        var changelog = RecordBatchBuilder()
        for last in counters.values.sorted(by: { $0.door < $1.door }) {
            let total = last.moved(since: position.counted[last.door], onto: known[last.door])
            position.counted[last.door] = last
            known[last.door] = total
            DoorChangelog.append(total, at: newestMilliseconds, to: &changelog)
        }
        changelog.append(
            key: ForwardPosition.key(of: position.spool),
            payload: position,
            timestampMilliseconds: newestMilliseconds
        )
        transaction.append(&changelog, to: DoorChangelog.partition)
        counters = [:]
        count = 0
        byteCount = 0
        return transaction
    }

    private mutating func append(
        _ key: UnsafeRawBufferPointer,
        _ headers: UnsafeRawBufferPointer,
        _ value: UnsafeRawBufferPointer?,
        _ milliseconds: Int64,
        to partition: TopicPartition
    ) {
        if builders[partition] == nil {
            order.append(partition)
        }
        builders[partition, default: RecordBatchBuilder()]
            .append(key: key, headers: headers, value: value, timestampMilliseconds: milliseconds)
        byteCount += RecordFrames.frameLength(key: key.count, headers: headers.count, value: value?.count ?? 0)
    }
}
