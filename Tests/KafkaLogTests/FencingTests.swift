import Foundation
import LogPort
import PipelineTestKit
import Telemetry
import Testing

@testable import KafkaLog

@Suite(
    "A replaced member cannot commit any more",
    .serialized,
    .enabled(if: TestCluster.isThere, "\(TestCluster.skipped)")
)
struct FencingTests {
    private let input = TopicPartition("in", 0)
    private let output = TopicPartition("out", 0)

    private func transaction(_ value: String, next: Int64) throws -> LogTransaction {
        let frames = try #require(LogRecord.frames([LogRecord("key", value, at: 1_000)]))
        return LogTransaction(appends: [.init(output, frames)], offsets: [.init(input, next: next)])
    }

    @Test("a second worker of the same name fences the first, whose calls fail from then on")
    func sameName() throws {
        let log = try KafkaLog(TestCluster.settings())
        try log.make("in", "out")
        try log.write(["a", "b"], to: input)
        let first = try log.makeWorker(group: "g", topics: ["in"], member: "0")
        defer { first.close() }
        #expect(try first.pollRecords().nextOffset == 2)
        let second = try log.makeWorker(group: "g", topics: ["in"], member: "0")
        defer { second.close() }
        let error = try #require(throws: LogError.self) { try first.commit(transaction("old", next: 2)) }
        #expect(error.code == .fenced)
        #expect(error.remedy == .stop)
        #expect(error.message.contains("name"))
        #expect(throws: error) { try first.poll(maxWaitMilliseconds: 0) }
        // The first has left: the second gets the partition at once, from its first record.
        #expect(try second.pollRecords().placedRecords().count == 2)
        _ = try second.commit(transaction("new", next: 2))
        #expect(try log.values(output) == ["new"])
        #expect(log.counters.fenced.value == 1)
    }

    @Test("a worker whose own late request fences it asks the group and takes its name back")
    func ownRequest() throws {
        let settings = TestCluster.settings()
        let log = try KafkaLog(settings)
        try log.make("in", "out")
        try log.write(["a", "b"], to: input)
        let worker = try log.makeWorker(group: "g", topics: ["in"], member: "0")
        defer { worker.close() }
        #expect(try worker.pollRecords().nextOffset == 2)
        // As after a start that was given up: its request comes late, from no member of the group.
        log.core.unansweredStarts.note("\(settings.prefix)g.0")
        _ = try OpenTransaction(id: "\(settings.prefix)g.0", settings)
        let error = try #require(throws: LogError.self) { try worker.commit(transaction("lost", next: 2)) }
        #expect(error.remedy == .rewind)
        try worker.rewind()
        #expect(try worker.pollRecords().nextOffset == 2)
        _ = try worker.commit(transaction("kept", next: 2))
        #expect(try log.values(output) == ["kept"])
        #expect(log.counters.fenced.value == 0)
    }

    @Test("a second producer of the same id fences the first")
    func sameProducer() throws {
        let log = try KafkaLog(TestCluster.settings())
        try log.make("out")
        let frames = try #require(LogRecord.frames([LogRecord("key", "x", at: 1_000)]))
        let transaction = LogTransaction(appends: [.init(output, frames)])
        let first = try log.makeProducer(id: "bridge")
        defer { first.close() }
        _ = try first.commit(transaction)
        let second = try log.makeProducer(id: "bridge")
        defer { second.close() }
        let error = try #require(throws: LogError.self) { try first.commit(transaction) }
        #expect(error.code == .fenced)
        #expect(error.remedy == .stop)
        _ = try second.commit(transaction)
        #expect(try log.values(output) == ["x", "x"])
    }

    @Test("a worker that did not poll in time loses its partitions; its commits are refused")
    func zombie() throws {
        let log = try KafkaLog(TestCluster.settings())
        try log.make("in", "out")
        try log.write(["a", "b"], to: input)
        // Another worker's name: its producer is not fenced, only its generation is old.
        let zombie = try log.makeWorker(group: "g", topics: ["in"], member: "0")
        defer { zombie.close() }
        #expect(try zombie.pollRecords().nextOffset == 2)
        let heir = try log.makeWorker(group: "g", topics: ["in"], member: "1")
        defer { heir.close() }
        // max.poll.interval.ms is 4 s here: the heir gets the partition when the zombie has been silent for as long.
        #expect(try heir.pollRecords().placedRecords().count == 2)
        let refused = try #require(throws: LogError.self) { try zombie.commit(transaction("zombie", next: 1)) }
        #expect(refused.remedy == .rewind)
        #expect(try log.committedOffset(group: "g", in: input) == nil)
        #expect(try log.values(output) == [])
        _ = try heir.commit(transaction("heir", next: 2))
        // Again, also now that the group has an offset.
        #expect(throws: LogError.self) { try zombie.commit(transaction("zombie", next: 1)) }
        try zombie.rewind()
        // The group had begun to rebalance before the member was late, so it is told in the orderly way; what a runner
        // commits at that word is refused as well.
        _ = try zombie.poll { event in
            switch event {
            case .lost(let partitions), .revoked(let partitions): partitions == [input]
            default: false
            }
        }
        #expect(throws: LogError.self) { try zombie.commit(transaction("zombie", next: 1)) }
        #expect(try log.values(output) == ["heir"])
        #expect(try log.committedOffset(group: "g", in: input) == 2)
    }

    @Test("a transaction that a dead twin left open is settled before its heir reads where to go on")
    func deadTwin() throws {
        let settings = TestCluster.settings()
        let log = try KafkaLog(settings)
        try log.make("in", "out")
        try log.write(["a"], to: input)
        let dead = try OpenTransaction(id: "\(settings.prefix)g.0", settings)
        try dead.produce("half", to: settings.prefix + "out")
        try dead.sendOffset(1, of: settings.prefix + "in", group: settings.prefix + "g")
        // Its offset is held back: whoever takes the name aborts it.
        let heir = try log.makeWorker(group: "g", topics: ["in"], member: "0")
        defer { heir.close() }
        let batch = try heir.pollRecords()
        #expect(batch.baseOffset == 0)
        _ = try heir.commit(transaction("whole", next: 1))
        #expect(try log.values(output) == ["whole"])
        #expect(throws: OpenTransaction.Refused.self) { try dead.commit() }
    }

    @Test("a worker waits for the open transaction of another one before it reads where to go on")
    func unstableOffsets() throws {
        var settings = TestCluster.settings()
        settings.transactionTimeoutMilliseconds = 3_000
        let log = try KafkaLog(settings)
        try log.make("in", "out")
        try log.write(["a", "b"], to: input)
        let other = try OpenTransaction(id: "\(settings.prefix)g.other", settings)
        try other.produce("first", to: settings.prefix + "out")
        try other.sendOffset(1, of: settings.prefix + "in", group: settings.prefix + "g")
        let worker = try log.makeWorker(group: "g", topics: ["in"], member: "0")
        defer { worker.close() }
        let thread = Thread {
            Thread.sleep(forTimeInterval: 1)
            try? other.commit()
        }
        thread.start()
        // Had it read the offset at once, it would have begun at 0 and decided "a" twice.
        #expect(try worker.pollRecords().placedRecords().first?.offset == 1)
        try waitUntil("the other is done") { thread.isFinished }
        #expect(try log.values(output) == ["first"])
    }
}
