import Foundation
import KafkaLog
import LogPort
import PipelineTestKit
import Telemetry
import Testing

@Suite(
    "A broker that hangs, and one whose disk lies",
    .serialized,
    .enabled(if: KafkaNode.canStart, "\(KafkaNode.skipped)")
)
struct BrokerFaultTests {
    private let input = TopicPartition("in", 0)
    private let output = TopicPartition("out", 0)

    private func transaction(_ value: String, next: Int64) throws -> LogTransaction {
        let frames = try #require(LogRecord.frames([LogRecord("key", value, at: 1_000)]))
        return LogTransaction(appends: [.init(output, frames)], offsets: [.init(input, next: next)])
    }

    @Test("hanging, damage and loss of the connection, each once on one node")
    func faults() throws {
        let node = try KafkaNode(port: 25_192)
        try commitTimesOut(node)
        try nobodyAnswers(node)
        try damage(node)
    }

    /// A real time-out: the broker hangs in the middle of a worker's commit.
    private func commitTimesOut(_ node: KafkaNode) throws {
        var settings = node.settings
        settings.transactionTimeoutMilliseconds = 2_000
        settings.requestTimeoutMilliseconds = 3_000
        settings.sessionTimeoutMilliseconds = 20_000
        settings.maxPollIntervalMilliseconds = 30_000
        let log = try KafkaLog(settings)
        try log.make("in", "out")
        try log.write((0..<5).map { "r\($0)" }, to: input)
        let worker = try log.makeWorker(group: "g", topics: ["in"], member: "0")
        defer { worker.close() }
        _ = try worker.pollRecords()
        _ = try worker.commit(transaction("r0", next: 1))
        try node.run("pause", "1")
        let error = try #require(throws: LogError.self) { try worker.commit(transaction("r1", next: 2)) }
        #expect(error.code == .unavailable)
        #expect(error.remedy == .rewind)
        // The cluster is still away: settling is tried again and again, and stays in doubt.
        let still = try #require(throws: LogError.self) { try worker.rewind() }
        #expect(still.remedy == .retry)
        #expect(throws: LogError.self) { try worker.commit(transaction("r1", next: 2)) }
        try node.run("resume", "1")
        try waitUntil("the worker has settled its transaction") {
            (try? worker.rewind()) != nil
        }
        #expect(log.counters.rebuilds.value >= 2)
        // Whatever became of it: it continues where the committed offset says, and nothing is there twice or missing.
        let next = try worker.pollRecords().baseOffset
        #expect(try log.committedOffset(group: "g", in: input) == next)
        #expect(next == 1 || next == 2)
        for offset in next..<5 {
            _ = try worker.commit(transaction("r\(offset)", next: offset + 1))
        }
        #expect(try log.values(output) == ["r0", "r1", "r2", "r3", "r4"])
        #expect(try log.committedOffset(group: "g", in: input) == 5)
    }

    /// Every request ends when there is no answer, and its error states what did not answer.
    private func nobodyAnswers(_ node: KafkaNode) throws {
        var settings = node.settings
        settings.requestTimeoutMilliseconds = 1_500
        let log = try KafkaLog(settings)
        try log.make("in")
        try node.run("pause", "1")
        defer { _ = try? node.run("resume", "1") }
        let clock = ContinuousClock()
        let taken = clock.measure {
            let asked = #expect(throws: LogError.self) { try log.topics() }
            #expect(asked?.code == .unavailable)
            #expect(asked?.remedy == .retry)
            #expect(asked?.description.contains("\n") == false)
            let resolved = #expect(throws: LogError.self) { try log.resolve(.latest, in: input) }
            #expect(resolved?.remedy == .retry)
            let made = #expect(throws: LogError.self) { try log.makeProducer(id: "p") }
            #expect(made?.remedy == .retry)
        }
        #expect(taken < .seconds(30))
    }

    /// One bit of a stored batch is turned over while the node is down.
    private func damage(_ node: KafkaNode) throws {
        let log = try KafkaLog(node.settings)
        try log.make("damaged")
        let source = TopicPartition("damaged", 0)
        for index in 0..<3 {
            try log.write(["before \(index)", "after \(index)"], to: source)
        }
        log.close()
        try node.run("shutdown")
        try turnOverBit(ofBatchAt: 3, node, log.settings.prefix + "damaged")
        try node.run("up")

        let again = try KafkaLog(log.settings)
        let reader = try again.makeReader(of: source, from: .earliest, to: .latest)
        defer { reader.close() }
        var seen: [Int64] = []
        let error = try #require(throws: LogError.self) {
            while let batch = try reader.next(maxWaitMilliseconds: 0) {
                seen += batch.placedRecords().map(\.offset)
            }
        }
        #expect(error.code == .corrupt)
        #expect(error.remedy == .stop)
        #expect(error.action.contains("\(source)"))
        #expect(error.message.contains("offset 3"), "\(error)")
        // Two records and a marker are a transaction: the second one begins at 3, and nothing of it or behind it came.
        #expect(seen == [0, 1])
        #expect(throws: error) { try reader.next(maxWaitMilliseconds: 0) }

        let worker = try again.makeWorker(group: "g", topics: ["damaged"], member: "0")
        defer { worker.close() }
        var handed: [Int64] = []
        let refused = try #require(throws: LogError.self) {
            while true {
                handed += try worker.pollRecords().placedRecords().map(\.offset)
            }
        }
        #expect(refused.code == .corrupt)
        #expect(refused.remedy == .stop)
        #expect(handed.allSatisfy { $0 < 3 })
        #expect(throws: refused) { try worker.poll(maxWaitMilliseconds: 0) }
        // What lies behind the damage can still be read on purpose.
        #expect(try again.values(source, from: .offset(6)) == ["before 2", "after 2"])
    }

    /// Turns over the last bit of the batch that begins at an offset.
    ///
    /// A batch of format 2 begins with its base offset and the length of what follows, both big-endian; what is
    /// compressed ends it, and its checksum covers it.
    private func turnOverBit(ofBatchAt offset: Int64, _ node: KafkaNode, _ topic: String) throws {
        let folder = URL(fileURLWithPath: node.folder).appendingPathComponent("node1/data/\(topic)-0")
        // Several segments: a transaction's marker has the brokers' time, far from the records', which begins another.
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where name.hasSuffix(".log") {
            let file = folder.appendingPathComponent(name)
            var bytes = [UInt8](try Data(contentsOf: file))
            func number(_ place: Int, _ count: Int) -> Int64 {
                bytes[place..<place + count].reduce(0) { $0 << 8 | Int64($1) }
            }
            var place = 0
            while place + 12 <= bytes.count {
                let end = place + 12 + Int(number(place + 8, 4))
                if number(place, 8) == offset {
                    bytes[end - 1] ^= 1
                    try Data(bytes).write(to: file)
                    return
                }
                place = end
            }
        }
        throw Missed(what: "a batch at offset \(offset)")
    }
}
