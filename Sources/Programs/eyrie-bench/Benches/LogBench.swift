import EventModel
import FalcoBridge
import LogPort
import SQLiteLog

/// The embedded log alone: durable appends as the bridge makes them, and reading them back.
///
/// A commit holds as many bytes over four partitions as the bridge puts into a group under load, which is
/// `IntakeSettings.groupBytes`. Every repeat writes its own log and then the peer's table.
enum LogBench {
    static let bench = Bench(
        "log",
        summary: "the embedded log: durable appends and reads of 1.5 KB records",
        discussion: """
            Appends generated alerts of about 1.5 KB through a producer, in groups as large as the bridge's (4 MiB) \
            over 4 partitions, each durable before the next begins; then reads all of them back with one thread. The \
            peer is a loop over SQLite's C API that inserts one row a record, with the same pragmas and as many \
            records a commit.
            """,
        defaultRecords: 600_000,
        minimumRecords: 20_000,
        measure: measure
    )

    static let partitions = 4
    private static let repeats = 3

    private struct Sample {
        var appendRate = 0.0
        var appendProcessorRate = 0.0
        var readRate = 0.0
        var rowRate = 0.0
        var rowProcessorRate = 0.0
        var growth = 0.0
        var bytesPerRecord = 0.0
    }

    private static func measure(_ run: BenchRun) throws -> BenchResult {
        let pool = AlertPool(seed: 4_101, count: 20_000)
        let recordsPerCommit = IntakeSettings().groupBytes / Int(pool.meanLength)
        var samples: [Sample] = []
        for number in 1...repeats {
            var sample = Sample()
            try append(run, pool, recordsPerCommit, into: &sample)
            try appendRows(run.records / 3, pool, recordsPerCommit, into: &sample)
            run.progress(
                "repeat \(number) of \(repeats): append \(NumberText.short(sample.appendRate))/s, "
                    + "read \(NumberText.short(sample.readRate))/s, a row a record \(NumberText.short(sample.rowRate))/s"
            )
            samples.append(sample)
        }
        let append = samples.map(\.appendRate).median
        let rows = samples.map(\.rowRate).median
        return BenchResult(
            figures: [
                Figure("append, durable", append, "records/s", .atLeast(150_000)),
                Figure("append to a row a record", append / rows, "times", .atLeast(4)),
                Figure("read", samples.map(\.readRate).median, "records/s", .atLeast(1_000_000)),
                Figure("memory growth over the second half", samples.map(\.growth).median, "MiB", .atMost(16)),
                Figure("append a processor second", samples.map(\.appendProcessorRate).median, "records/s"),
                Figure("records a commit", Double(recordsPerCommit), "records"),
                Figure("record", pool.meanLength, "bytes"),
                Figure("stored record", samples.map(\.bytesPerRecord).median, "bytes"),
            ],
            peers: [
                Peer("SQLite's C API, a row a record", rows, "records/s"),
                Peer("the same a processor second", samples.map(\.rowProcessorRate).median, "records/s"),
            ]
        )
    }

    private static func append(
        _ run: BenchRun,
        _ pool: AlertPool,
        _ recordsPerCommit: Int,
        into sample: inout Sample
    ) throws {
        let folder = try TemporaryFolder("log")
        defer { folder.remove() }
        let log = try SQLiteLog(folder: folder.path)
        defer { log.close() }
        let topic = Topics.alerts.name
        try log.create([TopicSettings(name: topic, partitions: Int32(partitions), cleanup: .delete)])
        let producer = try log.makeProducer(id: "bench")
        defer { producer.close() }

        let watch = Stopwatch()
        var builders = [RecordBatchBuilder](repeating: RecordBatchBuilder(), count: partitions)
        var halfway = 0.0
        var written = 0
        while written < run.records {
            let end = min(run.records, written + recordsPerCommit)
            fill(&builders, with: pool, written..<end)
            _ = try producer.commit(seal(&builders, topic))
            if written < run.records / 2, end >= run.records / 2 {
                halfway = ProcessMemory.residentMebibytes()
            }
            written = end
        }
        sample.appendRate = Double(run.records) / watch.seconds
        sample.appendProcessorRate = Double(run.records) / watch.processorSeconds
        sample.growth = ProcessMemory.residentMebibytes() - halfway
        sample.readRate = try read(log, topic, expecting: run.records)
        sample.bytesPerRecord = Double(folder.byteCount) / Double(run.records)
    }

    private static func fill(_ builders: inout [RecordBatchBuilder], with pool: AlertPool, _ numbers: Range<Int>) {
        pool.bytes.withUnsafeBytes { bytes in
            for number in numbers {
                let range = pool.ranges[number % pool.ranges.count]
                withUnsafeBytes(of: UInt64(number)) { key in
                    builders[number % partitions].append(
                        key: key,
                        headers: UnsafeRawBufferPointer(start: nil, count: 0),
                        value: UnsafeRawBufferPointer(rebasing: bytes[range]),
                        timestampMilliseconds: 1_772_409_600_000 + Int64(number / 100)
                    )
                }
            }
        }
    }

    private static func seal(_ builders: inout [RecordBatchBuilder], _ topic: String) -> LogTransaction {
        var transaction = LogTransaction()
        for index in builders.indices {
            transaction.append(&builders[index], to: TopicPartition(topic, Int32(index)))
        }
        return transaction
    }

    /// Reads everything and looks at each record's key and length.
    private static func read(_ log: SQLiteLog, _ topic: String, expecting expected: Int) throws -> Double {
        let watch = Stopwatch()
        var count = 0
        var bytes = 0
        var keys: UInt64 = 0
        for partition in 0..<partitions {
            try log.forEach(in: TopicPartition(topic, Int32(partition))) { record in
                count += 1
                bytes += record.value?.count ?? 0
                keys &+= record.key.loadUnaligned(as: UInt64.self)
            }
        }
        let seconds = watch.seconds
        guard count == expected, keys == UInt64(expected) * UInt64(expected - 1) / 2, bytes > 0 else {
            throw BenchFailure("\(expected) records were appended and \(count) of them came back")
        }
        return Double(count) / seconds
    }

    private static func appendRows(
        _ count: Int,
        _ pool: AlertPool,
        _ recordsPerCommit: Int,
        into sample: inout Sample
    ) throws {
        let folder = try TemporaryFolder("rows")
        defer { folder.remove() }
        let table = try RowTable(path: "\(folder.path)/rows.db")
        let watch = Stopwatch()
        try pool.bytes.withUnsafeBytes { bytes in
            for number in 0..<count {
                if number % recordsPerCommit == 0 {
                    try table.begin()
                }
                let range = pool.ranges[number % pool.ranges.count]
                try table.insert(
                    partition: Int64(number % partitions),
                    offset: Int64(number / partitions),
                    timestamp: 1_772_409_600_000 + Int64(number / 100),
                    key: Int64(number),
                    value: UnsafeRawBufferPointer(rebasing: bytes[range])
                )
                if number % recordsPerCommit == recordsPerCommit - 1 || number == count - 1 {
                    try table.commit()
                }
            }
        }
        sample.rowRate = Double(count) / watch.seconds
        sample.rowProcessorRate = Double(count) / watch.processorSeconds
        table.close()
    }
}
