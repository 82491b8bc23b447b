import CKafka
import Foundation
import LogPort
import PipelineTestKit
import Telemetry
import Testing

@testable import KafkaLog

/// A member of a group on the mock; it joins once for all of a test's steps, which takes three seconds there.
@Suite("Errors of a worker's commit, provoked one by one", .serialized)
struct MockWorkerTests {
    private static let input = TopicPartition("in", 0)
    private static let output = TopicPartition("out", 0)

    private func frames(_ values: [String]) throws -> RecordFrames {
        try #require(LogRecord.frames(values.map { LogRecord("key", $0, at: 1_000) }))
    }

    /// Polls until records come; nil when none come in time.
    private func records(_ worker: any LogWorker) throws -> [String]? {
        let deadline = Date(timeIntervalSinceNow: 20)
        while Date() < deadline {
            if case .records(let batch) = try worker.poll(maxWaitMilliseconds: 100) {
                return batch.placedRecords().map { String(decoding: $0.record.value ?? [], as: UTF8.self) }
            }
        }
        return nil
    }

    private func transaction() throws -> LogTransaction {
        LogTransaction(
            appends: [.init(Self.output, try frames(["out"]))],
            offsets: [.init(Self.input, next: 2)]
        )
    }

    @Test("abort and rewind, retry, time-out and fencing of one worker")
    func steps() throws {
        let cluster = try MockCluster(topics: ["in": 1, "out": 1])
        let log = try KafkaLog(cluster.settings)
        let producer = try log.makeProducer(id: "input")
        _ = try producer.commit(LogTransaction(appends: [.init(Self.input, try frames(["a", "b"]))]))
        producer.close()
        let worker = try log.makeWorker(group: "g", topics: ["in"], member: "0")
        defer { worker.close() }
        #expect(try records(worker) == ["a", "b"])

        // Abortable: this is how a member that was replaced is stopped. The records come again.
        let abortable = [
            RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION, RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID,
            RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID,
        ]
        for (index, code) in abortable.enumerated() {
            cluster.answer(.commitOffsets, with: [code])
            let error = try #require(throws: LogError.self) { try worker.commit(transaction()) }
            #expect(error.remedy == .rewind, "\(code)")
            #expect(log.counters.aborts.value == index + 1)
            #expect(log.counters.rebuilds.value == 0)
            try worker.rewind()
            #expect(try records(worker) == ["a", "b"])
        }

        // Retriable inside librdkafka, up to the same transaction's end.
        cluster.answer(
            .commitOffsets,
            with: [RD_KAFKA_RESP_ERR_NOT_COORDINATOR, RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS]
        )
        cluster.answer(.addOffsets, with: [RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE])
        _ = try worker.commit(transaction())
        #expect(log.counters.commits.value == 2)

        // Fatal: rebuilt by the rewind, with a pause.
        cluster.answer(.commitOffsets, with: [RD_KAFKA_RESP_ERR_INVALID_TXN_STATE])
        let fatal = try #require(throws: LogError.self) { try worker.commit(transaction()) }
        #expect(fatal.remedy == .rewind)
        try worker.rewind()
        #expect(log.counters.rebuilds.value == 1)
        #expect(try records(worker) == ["a", "b"])

        // Unknown outcome: rebuilt, and the committed offsets are read again.
        cluster.answer(.endTransaction, with: Array(repeating: RD_KAFKA_RESP_ERR__TRANSPORT, count: 1_000))
        let doubt = try #require(throws: LogError.self) { try worker.commit(transaction()) }
        #expect(doubt.remedy == .rewind)
        cluster.calm(.endTransaction)
        try worker.rewind()
        #expect(log.counters.rebuilds.value == 2)
        #expect(try records(worker) == ["a", "b"])
        _ = try worker.commit(transaction())

        // Fenced: every call says so from now on.
        cluster.answer(.commitOffsets, with: [RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH])
        let fenced = try #require(throws: LogError.self) { try worker.commit(transaction()) }
        #expect(fenced.code == .fenced)
        #expect(fenced.remedy == .stop)
        #expect(throws: fenced) { try worker.poll(maxWaitMilliseconds: 0) }
        #expect(throws: fenced) { try worker.rewind() }
        #expect(throws: fenced) { try worker.commit(LogTransaction()) }
    }

    @Test("committed offsets are asked for again while the group's coordinator moves")
    func movingCoordinator() throws {
        let cluster = try MockCluster(topics: ["in": 1])
        let log = try KafkaLog(cluster.settings)
        let moving = [RD_KAFKA_RESP_ERR_NOT_COORDINATOR, RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS]
        cluster.answer(.fetchOffsets, with: moving + moving)
        #expect(try log.committedOffset(group: "g", in: Self.input) == nil)
    }

    @Test("a cluster that keeps refusing is asked more and more slowly")
    func backOff() throws {
        let cluster = try MockCluster(topics: ["out": 1])
        let counters = KafkaCounters()
        let producer = TransactionalProducer(
            id: "p",
            kind: .received,
            settings: cluster.settings,
            counters: counters,
            unansweredStarts: UnansweredStarts()
        )
        let clock = ContinuousClock()
        try producer.prepare()
        // 100 ms before the second producer, twice as long before each one after a failure; lower bounds only.
        for (round, pause) in [100, 200, 400].enumerated() {
            producer.release()
            cluster.answer(.initProducerID, with: [RD_KAFKA_RESP_ERR_INVALID_TRANSACTION_TIMEOUT])
            let taken = try clock.measure {
                let error = try #require(throws: LogError.self) { try producer.prepare() }
                #expect(error.remedy == .stop)
            }
            #expect(taken >= .milliseconds(pause), "round \(round)")
        }
        #expect(producer.isInDoubt)
        try producer.prepare()
        #expect(counters.rebuilds.value == 4)
        producer.release()
    }
}
