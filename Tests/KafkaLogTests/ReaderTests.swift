import Foundation
import KafkaLog
import LogPort
import PipelineTestKit
import Testing

@Suite("Readers", .serialized, .enabled(if: TestCluster.isThere, "\(TestCluster.skipped)"))
struct ReaderTests {
    private let source = TopicPartition("in", 0)

    @Test("ranges by offset and by time hold exactly their records, whatever markers lie between them")
    func ranges() throws {
        let log = try KafkaLog(TestCluster.settings())
        try log.make("in")
        // Each transaction ends with a marker, which has an offset: a0 a1 (2) b3 b4 (5) c6 c7 (8).
        try log.write(["a0", "a1"], to: source, at: 10_000)
        try log.write(["b3", "b4"], to: source, at: 20_000)
        try log.write(["c6", "c7"], to: source, at: 30_000)
        #expect(try log.read(source).map(\.offset) == [0, 1, 3, 4, 6, 7])
        #expect(try log.values(source, from: .offset(1), to: .offset(4)) == ["a1", "b3"])
        // A range may begin and end on a marker.
        #expect(try log.values(source, from: .offset(2), to: .offset(5)) == ["b3", "b4"])
        #expect(try log.values(source, from: .offset(2), to: .offset(3)) == [])
        let middle = try log.values(source, from: .time(milliseconds: 10_001), to: .time(milliseconds: 20_001))
        #expect(middle == ["a1", "b3"])
        #expect(try log.values(source, from: .time(milliseconds: 20_002), to: .latest) == ["c6", "c7"])
        #expect(try log.values(source, from: .time(milliseconds: 30_002), to: .latest) == [])
        // Markers carry the brokers' clock, which is far behind none of these times: they are not records.
        let now = Int64(Date().timeIntervalSince1970 * 1_000)
        #expect(try log.resolve(.time(milliseconds: now - 60_000), in: source) == log.resolve(.latest, in: source))
        #expect(try log.values(source, from: .earliest, to: .earliest) == [])
    }

    @Test("an open transaction holds a bounded reader back until it is decided")
    func openTransaction() throws {
        var settings = TestCluster.settings()
        settings.transactionTimeoutMilliseconds = 8_000
        let log = try KafkaLog(settings)
        try log.make("in")
        try log.write(["a"], to: source)
        var short = settings
        short.transactionTimeoutMilliseconds = 2_000
        // Nobody ends it: the brokers abort it after two seconds.
        let hanging = try OpenTransaction(id: "\(settings.prefix)hanging", short)
        try hanging.produce("half", to: settings.prefix + "in")
        try log.write(["b"], to: source)
        // The range of a moment ago ends behind what is open; nothing of it may be missing.
        let reader = try log.makeReader(of: source, from: .earliest, to: .latest)
        defer { reader.close() }
        let first = try #require(try reader.next(maxWaitMilliseconds: 0))
        #expect(first.placedRecords().map(\.offset) == [0])
        var rest: [PlacedRecord] = []
        while let batch = try reader.next(maxWaitMilliseconds: 0) {
            rest += batch.placedRecords()
        }
        #expect(rest.map(\.record.value) == [Array("b".utf8)])
        // The reader has ended, so the transaction is decided: it would have been committed otherwise.
        #expect(throws: OpenTransaction.Refused.self) { try hanging.commit() }
    }

    @Test("a transaction that hangs for too long is an error")
    func stalled() throws {
        var settings = TestCluster.settings()
        settings.transactionTimeoutMilliseconds = 1_000
        settings.requestTimeoutMilliseconds = 1_000
        let log = try KafkaLog(settings)
        try log.make("in")
        var long = settings
        long.transactionTimeoutMilliseconds = 60_000
        let hanging = try OpenTransaction(id: "\(settings.prefix)hanging", long)
        try hanging.produce("half", to: settings.prefix + "in")
        let error = try #require(throws: LogError.self) { try log.read(source) }
        #expect(error.code == .unavailable)
        #expect(error.remedy == .retry)
        #expect(error.message.contains("find-hanging"))
        try hanging.commit()
        #expect(try log.values(source) == ["half"])
    }

    @Test("a range that retention has removed is named, by the reader and by the worker")
    func removed() throws {
        let log = try KafkaLog(TestCluster.settings())
        try log.make("in")
        try log.write((0..<10).map { "r\($0)" }, to: source)
        let worker = try log.makeWorker(group: "g", topics: ["in"], member: "0")
        let batch = try worker.pollRecords()
        #expect(batch.baseOffset == 0)
        _ = try worker.commit(LogTransaction(offsets: [.init(source, next: 3)]))
        worker.close()
        let early = try log.makeReader(of: source, from: .offset(2), to: .latest)
        early.close()
        try Admin.deleteRecords(before: 7, of: log.settings.prefix + "in", log.settings)
        let error = try #require(throws: LogError.self) {
            try log.makeReader(of: source, from: .offset(2), to: .latest)
        }
        #expect(error.code == .outOfRange)
        #expect(error.message.contains("2..<7"))
        #expect(try log.resolve(.earliest, in: source) == 7)
        #expect(try log.values(source) == ["r7", "r8", "r9"])

        let late = try log.makeWorker(group: "g", topics: ["in"], member: "0")
        defer { late.close() }
        let gap = try #require(throws: LogError.self) { try late.pollRecords() }
        #expect(gap.code == .outOfRange)
        #expect(gap.remedy == .stop)
        #expect(gap.message.contains("3..<7"), "\(gap)")
        // It stays so: what lies behind the gap is not decided by another try.
        #expect(throws: gap) { try late.poll(maxWaitMilliseconds: 0) }
        // A group without an offset begins at the first record that is left.
        let fresh = try log.makeWorker(group: "fresh", topics: ["in"], member: "0")
        defer { fresh.close() }
        #expect(try fresh.pollRecords().placedRecords().map(\.offset) == [7, 8, 9])
    }

    @Test("a reader whose range is removed while it reads reports the missing offsets, and nothing after them")
    func removedMeanwhile() throws {
        let log = try KafkaLog(TestCluster.settings())
        try log.make("in")
        let large = Self.noise(100_000)
        // More than a consumer fetches ahead (16 MiB).
        for _ in 0..<30 {
            try log.write(
                (0..<10).map { LogRecord(key: [UInt8($0)], value: large, timestampMilliseconds: 1) },
                to: source
            )
        }
        let reader = try log.makeReader(of: source, from: .earliest, to: .latest)
        defer { reader.close() }
        let first = try #require(try reader.next(maxWaitMilliseconds: 0))
        #expect(first.baseOffset == 0)
        let end = try log.resolve(.latest, in: source)
        try Admin.deleteRecords(before: end - 2, of: log.settings.prefix + "in", log.settings)
        var last = first.nextOffset
        let error = try #require(throws: LogError.self) {
            while let batch = try reader.next(maxWaitMilliseconds: 0) {
                last = batch.nextOffset
            }
        }
        #expect(error.code == .outOfRange)
        #expect(error.message.contains("..<\(end - 2)"))
        #expect(last < end - 2)
        #expect(throws: error) { try reader.next(maxWaitMilliseconds: 0) }
    }

    private static func noise(_ count: Int) -> [UInt8] {
        var generator = SeededGenerator(seed: 3)
        return (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    }

    @Test("a compacted topic is read to its end, over the gaps that compaction leaves")
    func compacted() throws {
        let log = try KafkaLog(TestCluster.settings())
        let name = log.settings.prefix + "state"
        try Admin.create(
            name,
            [
                ("cleanup.policy", "compact"), ("segment.ms", "100"), ("min.cleanable.dirty.ratio", "0.01"),
                ("delete.retention.ms", "0"), ("min.compaction.lag.ms", "0"), ("max.compaction.lag.ms", "100"),
            ],
            log.settings
        )
        let state = TopicPartition("state", 0)
        let keys = ["a", "b", "c"]
        var round = 0
        // Each write begins a segment (the one before is older than 100 ms); the cleaner looks every second.
        try waitUntil("the cleaner has removed something", seconds: 30) {
            round += 1
            try log.write(keys.map { LogRecord($0, "\($0)\(round)", at: Int64(round)) }, to: state)
            Thread.sleep(forTimeInterval: 0.3)
            return try log.read(state).count < round * keys.count
        }
        try log.write([LogRecord("b", nil, at: 1_000)], to: state)
        let records = try log.read(state)
        #expect(records.first.map { $0.offset > 0 } == true)
        var last: [String: String] = [:]
        for record in records {
            last[String(decoding: record.record.key, as: UTF8.self)] = record.record.value
                .map { String(decoding: $0, as: UTF8.self) }
        }
        // As a restore sees it: the last record of each key, the tombstone last of all.
        #expect(last == ["a": "a\(round)", "c": "c\(round)"])
        #expect(records.last?.record.value == nil)
    }
}
