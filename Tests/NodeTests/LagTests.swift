import EventModel
import LogPort
import NodeAssembly
import Operations
import PipelineTestKit
import Telemetry
import Testing

@Suite("Lag")
struct LagTests {
    private static let place = TopicPartition("in", 0)
    private static let groups = [LagGroup(name: "g", topic: "in")]

    /// Five records at offsets 0 to 4, received at seconds 0 to 4.
    private static func log() throws -> MemoryLog {
        let log = MemoryLog(handOut: .asAppended)
        try log.create([TopicSettings(name: "in", partitions: 1, cleanup: .delete)])
        let producer = try log.makeProducer(id: "test")
        defer { producer.close() }
        let frames = LogRecord.frames((0..<5).map { LogRecord("k", "v", at: Int64($0) * 1_000) })
        _ = try producer.commit(LogTransaction(appends: [.init(place, try #require(frames))]))
        return log
    }

    private static func commit(_ next: Int64, in log: MemoryLog) throws {
        let worker = try log.makeWorker(group: "g", topics: ["in"], member: "0")
        defer { worker.close() }
        var polled: Int64 = 0
        while polled < next {
            if case .records(let batch) = try worker.poll(maxWaitMilliseconds: 0) {
                polled = batch.nextOffset
            }
        }
        _ = try worker.commit(LogTransaction(offsets: [.init(place, next: next)]))
    }

    private static func measure(_ meter: LagMeter, now: Int64 = 10_000, uptime: Int64 = 0) throws -> LagReport {
        try meter.measure(groups, nowMilliseconds: now, uptimeMilliseconds: uptime)
    }

    @Test("an engine without open transactions: records, and the age of the oldest")
    func embedded() throws {
        let log = try Self.log()
        let meter = LagMeter(log: log)
        var lag = try #require(try Self.measure(meter).partitions.first)
        #expect(lag.committed == nil && lag.readable == 5 && lag.total == 5)
        #expect(lag.age(atMilliseconds: 10_000) == 10_000)
        // Offset 3 was received at second 3: 7 seconds ago.
        try Self.commit(3, in: log)
        lag = try #require(try Self.measure(meter).partitions.first)
        #expect(lag.committed == 3 && lag.readable == 2 && lag.total == 2 && lag.age(atMilliseconds: 10_000) == 7_000)
        try Self.commit(5, in: log)
        let report = try Self.measure(meter)
        lag = try #require(report.partitions.first)
        #expect(lag.readable == 0 && lag.total == 0 && lag.age(atMilliseconds: 10_000) == 0)
        #expect(report.held == [] && report.transactionTimeoutMilliseconds == nil)
    }

    @Test("offsets with nothing but transaction markers are no lag; those of an open transaction are in one of the two")
    func markers() throws {
        // After the last record, offset 4, stand a marker at 5, and six offsets of an open transaction.
        let ends = [Self.place: PartitionEnds(earliest: 0, stable: 6, latest: 12)]
        let log = EndsLog(try Self.log(), ends, committed: [Self.place: 5])
        let lag = try #require(try Self.measure(LagMeter(log: log)).partitions.first)
        #expect(lag.readable == 0)
        #expect(lag.total == 6)
        #expect(lag.oldestMilliseconds == nil)
    }

    @Test("a committed offset in front of the last stable one: the marker between them is counted with the records")
    func behind() throws {
        let ends = [Self.place: PartitionEnds(earliest: 0, stable: 6, latest: 6)]
        let log = EndsLog(try Self.log(), ends, committed: [Self.place: 4])
        let lag = try #require(try Self.measure(LagMeter(log: log)).partitions.first)
        #expect(lag.readable == 2 && lag.total == 2 && lag.oldestMilliseconds == 4_000)
    }

    @Test("a group in front of the last stable offset, as after a commit whose markers do not show yet")
    func ahead() throws {
        let ends = [Self.place: PartitionEnds(earliest: 0, stable: 2, latest: 5)]
        let log = EndsLog(try Self.log(), ends, committed: [Self.place: 4])
        let lag = try #require(try Self.measure(LagMeter(log: log)).partitions.first)
        #expect(lag.readable == 0 && lag.total == 1)
    }

    @Test("records that retention removed before they were read are reported")
    func removed() throws {
        let ends = [Self.place: PartitionEnds(earliest: 3, stable: 5, latest: 5)]
        let log = EndsLog(try Self.log(), ends, committed: [Self.place: 1])
        let lag = try #require(try Self.measure(LagMeter(log: log)).partitions.first)
        #expect(lag.removed == 2 && lag.readable == 2)
    }

    @Test("a transaction hangs once it is seen for longer than its time-out, and no sooner")
    func hanging() throws {
        let ends = [Self.place: PartitionEnds(earliest: 0, stable: 3, latest: 5)]
        let meter = LagMeter(log: EndsLog(try Self.log(), ends, committed: [:]))
        let first = try Self.measure(meter, uptime: 500)
        #expect(first.held.map(\.heldMilliseconds) == [0] && first.hanging == [])
        // The time-out is 10 s.
        #expect(try Self.measure(meter, uptime: 10_500).hanging == [])
        let last = try Self.measure(meter, uptime: 10_501)
        #expect(last.hanging.map(\.heldMilliseconds) == [10_001])
    }

    @Test("the gauges show a report")
    func metrics() throws {
        let registry = MetricRegistry()
        let metrics = LagMetrics(registry: registry)
        let ends = [Self.place: PartitionEnds(earliest: 0, stable: 4, latest: 5)]
        metrics.show(try Self.measure(LagMeter(log: EndsLog(try Self.log(), ends, committed: [Self.place: 2]))))
        let text = registry.exposition()
        for line in [
            #"eyrie_lag_records{group="g",topic="in",partition="0"} 2"#,
            #"eyrie_lag_high_watermark_records{group="g",topic="in",partition="0"} 3"#,
            #"eyrie_lag_seconds{group="g",topic="in",partition="0"} 8"#,
            "eyrie_lag_held_partitions 1", "eyrie_lag_hanging_partitions 0",
        ] {
            #expect(text.contains(line + "\n"), "\(line) is not in \(text)")
        }
    }
}
