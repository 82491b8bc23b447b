import KafkaLog
import LogPort
import PipelineTestKit
import Telemetry
import Testing

@Suite("Large records", .serialized, .enabled(if: TestCluster.isThere, "\(TestCluster.skipped)"))
struct LargeRecordTests {
    private let input = TopicPartition("in", 0)
    private let output = TopicPartition("out", 0)

    /// Bytes that no codec makes smaller.
    private func noise(_ count: Int, seed: UInt64 = 7) -> [UInt8] {
        var generator = SeededGenerator(seed: seed)
        // Eight at a time: millions of calls take seconds without optimization.
        let words = (0..<(count + 7) / 8).map { _ in generator.next() }
        return words.withUnsafeBytes { Array($0.prefix(count)) }
    }

    private func record(_ count: Int) -> LogRecord {
        LogRecord(key: Array("key".utf8), value: noise(count), timestampMilliseconds: 1_000)
    }

    @Test("an alert of 1 MiB in its envelope passes through producer, worker and reader")
    func oneMebibyte() throws {
        let log = try KafkaLog(TestCluster.settings())
        try log.make("in", "out")
        // 1 MiB, and as much again for an envelope that would repeat it.
        let large = record(2 << 20)
        try log.write([large, LogRecord("key", "small", at: 1_001)], to: input)
        let worker = try log.makeWorker(group: "g", topics: ["in"], member: "0")
        defer { worker.close() }
        var seen: [LogRecord] = []
        while seen.count < 2 {
            let batch = try worker.pollRecords()
            seen += batch.placedRecords().map(\.record)
            let frames = try #require(LogRecord.frames(batch.placedRecords().map(\.record)))
            _ = try worker.commit(
                LogTransaction(appends: [.init(output, frames)], offsets: [.init(input, next: batch.nextOffset)])
            )
        }
        #expect(seen.map(\.value?.count) == [2 << 20, 5])
        #expect(try log.read(output).map(\.record) == seen)
        #expect(seen.first == large)
    }

    /// Above the client's limit, and just below it but above the topic's with the batch's own bytes.
    @Test(
        "a record above 4 MiB is a clear error, and nothing of its transaction is kept",
        arguments: [5 << 20, (4 << 20) - 8]
    )
    func tooLarge(_ count: Int) throws {
        let log = try KafkaLog(TestCluster.settings())
        try log.make("in", "out")
        try log.write(["a"], to: input)
        // Made first: a worker has to come back within the time between two polls, which is short here.
        let small = try #require(LogRecord.frames([LogRecord("key", "small", at: 1_000)]))
        let large = try #require(LogRecord.frames([record(count)]))
        let worker = try log.makeWorker(group: "g", topics: ["in"], member: "0")
        defer { worker.close() }
        _ = try worker.pollRecords()
        let torn = LogTransaction(
            appends: [.init(output, small), .init(output, large)],
            offsets: [.init(input, next: 1)]
        )
        let error = try #require(throws: LogError.self) { try worker.commit(torn) }
        #expect(error.code == .recordRefused)
        #expect(error.remedy == .stop)
        #expect(error.message.contains("4 MiB"), "\(error)")
        #expect(log.counters.aborts.value == 1)
        #expect(try log.values(output) == [])
        #expect(try log.committedOffset(group: "g", in: input) == nil)

        let producer = try log.makeProducer(id: "p")
        defer { producer.close() }
        let refused = try #require(throws: LogError.self) {
            try producer.commit(LogTransaction(appends: [.init(output, small), .init(output, large)]))
        }
        #expect(refused.code == .recordRefused)
        #expect(refused.remedy == .stop)
        #expect(try log.values(output) == [])
        // The same producer goes on.
        _ = try producer.commit(LogTransaction(appends: [.init(output, small)]))
        #expect(try log.values(output) == ["small"])
    }

    @Test("the largest record of a topic is what its configuration and the producers' properties allow")
    func limits() throws {
        var settings = TestCluster.settings()
        let log = try KafkaLog(settings)
        try log.make("in")
        #expect(try log.recordLimit(of: "in") == (4 << 20) - 128)
        try KafkaTopicAdmin(settings).set([KafkaProperty("max.message.bytes", "300000")], of: "\(settings.prefix)in")
        #expect(try log.recordLimit(of: "in") == 300_000 - 128)
        let producer = try log.makeProducer(id: "p")
        defer { producer.close() }
        let fitting = try #require(LogRecord.frames([record(300_000 - 128 - 3)]))
        _ = try producer.commit(LogTransaction(appends: [.init(input, fitting)]))
        let larger = try #require(LogRecord.frames([record(300_001)]))
        let error = #expect(throws: LogError.self) {
            _ = try producer.commit(LogTransaction(appends: [.init(input, larger)]))
        }
        #expect(error?.code == .recordRefused)
        settings.properties = [KafkaProperty("message.max.bytes", "200000")]
        #expect(try KafkaLog(settings).recordLimit(of: "in") == 200_000 - 128)
    }
}
