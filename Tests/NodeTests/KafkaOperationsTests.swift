import EventModel
import Foundation
import KafkaLog
import LogPort
import NodeAssembly
import Operations
import PipelineTestKit
import StageRuntime
import Testing

/// What only brokers show: transaction markers between offsets, and operators who fence each other.
@Suite(
    "Lag and dead letters, on a cluster",
    .enabled(if: TestServers.names != nil, "EYRIE_TEST_KAFKA is not set: no Kafka cluster to test against")
)
struct KafkaOperationsTests {
    /// Brokers remove what is older than a topic's retention at once, so records are of today.
    private static let received = Int64(Date().timeIntervalSince1970 * 1_000)

    private static func log() throws -> KafkaLog {
        var settings = KafkaLogSettings(bootstrapServers: try #require(TestServers.names))
        settings.prefix = "o\(UUID().uuidString.prefix(8).lowercased())."
        settings.sessionTimeoutMilliseconds = 3_000
        let log = try KafkaLog(settings)
        try log.create(PipelineTopics.settings(partitions: 1))
        return log
    }

    private static func append(_ values: [String], to topic: String, in log: KafkaLog) throws {
        let producer = try log.makeProducer(id: "test")
        defer { producer.close() }
        let frames = try #require(LogRecord.frames(values.map { LogRecord("k", $0, at: received) }))
        _ = try producer.commit(LogTransaction(appends: [.init(TopicPartition(topic, 0), frames)]))
    }

    @Test("the marker after the last record is no lag; records are, with the age of the oldest")
    func markers() throws {
        let log = try Self.log()
        defer { log.close() }
        let wiring = PipelineStages.features.wiring
        let place = TopicPartition(wiring.input, 0)
        try Self.append(["{}", "{}"], to: wiring.input, in: log)
        let worker = try log.makeWorker(group: wiring.group, topics: [wiring.input], member: "0")
        let deadline = ContinuousClock.now + .seconds(60)
        var next: Int64 = 0
        while next < 2, ContinuousClock.now < deadline {
            if case .records(let batch) = try worker.poll(maxWaitMilliseconds: 500) {
                batch.visit { next = $0.offset + 1 }
            }
        }
        _ = try worker.commit(LogTransaction(offsets: [.init(place, next: next)]))
        worker.close()
        let meter = LagMeter(log: log)
        func measure() throws -> PartitionLag {
            let report = try meter.measure(
                LagGroup.committed([wiring.node]),
                watching: Topics.all.map(\.name),
                nowMilliseconds: Self.received + 5_000,
                uptimeMilliseconds: 0
            )
            #expect(report.held == [])
            return try #require(report.partitions.first)
        }
        let idle = try measure()
        // Two records at 0 and 1, the marker at 2.
        #expect(idle.committed == 2 && idle.ends == PartitionEnds(earliest: 0, stable: 3, latest: 3))
        #expect(idle.readable == 0 && idle.total == 0 && idle.oldestMilliseconds == nil)
        try Self.append(["{}"], to: wiring.input, in: log)
        let behind = try measure()
        // Marker, record, marker.
        #expect(behind.readable == 3 && behind.total == 3 && behind.age(atMilliseconds: Self.received + 5_000) == 5_000)
    }

    @Test("the second of two operators fences the first, whose order then finds the result")
    func operators() throws {
        let log = try Self.log()
        defer { log.close() }
        let letters = (0..<2).map { number in
            DeadLetter(
                stage: "features",
                code: "malformed",
                message: "no",
                topic: Topics.alerts.name,
                partition: 0,
                offset: number,
                timestampMilliseconds: Self.received,
                key: nil,
                value: Array("{\"n\":\(number)}".utf8)
            )
        }
        try Self.append(
            letters.map { String(decoding: $0.encoded, as: UTF8.self) },
            to: Topics.deadLetters.name,
            in: log
        )
        func desk() -> DeadLetterOperations {
            DeadLetterOperations(log: log, topology: Parts.all.topology) { Timestamp(milliseconds: 5_000) }
        }
        func order(_ action: LetterFate.Action, _ offset: Int64) -> DeadLetterOrder {
            DeadLetterOrder(action, by: "cli:test", places: [LetterPlace(partition: 0, offset: offset)])
        }
        let first = desk()
        let second = desk()
        #expect(try first.carryOut(order(.discarded, 0)).done.count == 1)
        #expect(try second.carryOut(order(.retried, 1)).done.count == 1)
        // The first has read the audit topic before; its producer is fenced, so nothing of this is kept.
        #expect(throws: LogError.self) { try first.carryOut(order(.retried, 1)) }
        let answer = try first.carryOut(order(.retried, 1))
        #expect(answer.done == [] && answer.refused.map(\.letter) == ["eyrie.alerts.v1/0/1"])

        var values: [String] = []
        try log.forEach(in: TopicPartition(Topics.alerts.name, 0)) {
            values.append(String(decoding: $0.value ?? UnsafeRawBufferPointer(start: nil, count: 0), as: UTF8.self))
        }
        #expect(values == ["{\"n\":1}"])
    }
}

/// The cluster of `EYRIE_TEST_KAFKA`.
private enum TestServers {
    static var names: String? {
        let servers = ProcessInfo.processInfo.environment["EYRIE_TEST_KAFKA"] ?? ""
        return servers.isEmpty ? nil : servers
    }
}
