import EventModel
import JSONText
import LogPort
import StageRuntime

/// Records of the spool on their way into the log: sorted by topic and partition, in their order.
///
/// Counters are separated: only a door's last ones matter, and the log adds them to those from before this spool.
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
    /// Debts of doors for records that are passed over.
    private var debts: [PassedRecord.Debt] = []
    /// Records that were added, counters among them.
    private(set) var count = 0
    private(set) var byteCount = 0

    init(_ partitions: Partitions) {
        self.partitions = partitions
    }

    /// Adds one record of the spool.
    ///
    /// - Returns: False when it has no known topic.
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

    /// Adds the dead letter of a record that is passed over.
    mutating func add(_ passed: PassedRecord, at milliseconds: Int64) {
        newestMilliseconds = max(newestMilliseconds, milliseconds)
        count += 1
        add(passed.letter, key: passed.key)
        passed.debt.map { debts.append($0) }
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
    ///   - position: The place after it; gets the counts of the spool.
    ///   - known: The log's counters of each door; gets the new ones.
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
        settleDebts(&position, &known, &changelog)
        changelog.append(
            key: ForwardPosition.key(of: position.spool),
            payload: position,
            timestampMilliseconds: newestMilliseconds
        )
        transaction.append(&changelog, to: DoorChangelog.partition)
        removeAll()
        return transaction
    }

    /// Forgets what was added.
    mutating func removeAll() {
        for partition in order {
            builders[partition]?.removeAll()
        }
        counters = [:]
        debts = []
        count = 0
        byteCount = 0
    }

    /// Counts records that were passed over as dead letters of the doors that have counted them as appended.
    ///
    /// The counters of a group come behind its records: what no door has counted yet stays owed.
    private func settleDebts(
        _ position: inout ForwardPosition,
        _ known: inout [String: DoorCounters],
        _ changelog: inout RecordBatchBuilder
    ) {
        let open = position.debts + debts
        position.debts = []
        for debt in open {
            let own = position.counted.keys.compactMap { known[$0] }
            guard var door = debt.door(among: own, isComplete: !counters.isEmpty) else {
                position.debts.append(debt)
                continue
            }
            door[debt.isSensor ? .sensors : .appended] -= 1
            door[.deadLettered] += 1
            known[door.door] = door
            DoorChangelog.append(door, at: newestMilliseconds, to: &changelog)
        }
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
