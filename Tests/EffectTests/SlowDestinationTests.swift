import Dispatch
import EffectRuntime
import EventModel
import Foundation
import JSONText
import Lifecycle
import LogPort
import PipelineTestKit
import SQLiteLog
import Synchronization
import Telemetry
import Testing

/// The runner with its real threads, on both logs that need no cluster.
@Suite("A slow destination")
struct SlowDestinationTests {
    /// Waits at each notice until the gate opens.
    private final class GatedSender: NoticeSender {
        private let gate: DispatchSemaphore?

        init(_ gate: DispatchSemaphore?) {
            self.gate = gate
        }

        func send(_ body: [UInt8], key: String) -> DeliveryAnswer {
            if let gate {
                gate.wait()
                gate.signal()
            }
            return .accepted(status: 200)
        }
    }

    private final class Failure: Sendable {
        let text = Mutex<String?>(nil)

        var description: String {
            text.withLock { $0 } ?? "no failure"
        }
    }

    private static func delivered(_ log: any EventLog, to destination: String) throws -> Int {
        let parser = JSONParser()
        var count = 0
        try log.forEach(in: TopicPartition(Topics.deliveries.name, 0)) { (record: RecordView) throws in
            guard let value = record.value else { return }
            let event = try parser.decode(DeliveryEvent.self, from: value)
            count += event.kind == .delivered && event.destination == destination ? 1 : 0
        }
        return count
    }

    @Test(
        "delays no other, falls behind in its own position, and gets everything in the end",
        arguments: [false, true]
    )
    func holdsNobody(isEmbedded: Bool) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let log: any EventLog
        if isEmbedded {
            log = try SQLiteLog(folder: folder.path)
        } else {
            log = MemoryLog()
        }
        defer { log.close() }
        try log.create(
            ["toys", Topics.deliveries.name, Topics.deadLetters.name].map {
                TopicSettings(name: $0, partitions: 1, cleanup: .delete)
            }
        )
        let count = 40
        let producer = try log.makeProducer(id: "input")
        let records = (0..<count).map { number in
            LogRecord(key: [], value: Toy("s\(number % 7)", 1).encoded, timestampMilliseconds: 1_767_225_600_000)
        }
        _ = try producer.commit(
            LogTransaction(appends: [.init(TopicPartition("toys", 0), try #require(LogRecord.frames(records)))])
        )
        producer.close()
        let gate = DispatchSemaphore(value: 0)
        let failure = Failure()
        let stop = StopFlag()
        let thread = Thread {
            do {
                let dispatch = try DispatchThreads(name: "toy", count: 2) { place in
                    GatedSender(place == 0 ? gate : nil)
                }
                defer { dispatch.stop(within: .seconds(5)) }
                var settings = EffectSettings()
                settings.begin = .earliest
                let limits = QueueLimits(notices: 4, span: 10)
                let runner = EffectRunner(
                    effect: ToyEffect(),
                    destinations: ["slow", "fast"].map { EffectDestination(name: $0, limits: limits) },
                    settings: settings,
                    log: log,
                    member: "a",
                    dispatch: dispatch,
                    now: { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) },
                    logger: .silent,
                    meters: EffectMeters(registry: MetricRegistry())
                )
                try runner.run(until: stop)
            } catch {
                failure.text.withLock { $0 = "\(error)" }
            }
        }
        thread.start()
        let isFastDone = try Patience.wait(within: .seconds(30)) { try Self.delivered(log, to: "fast") == count }
        #expect(isFastDone, "\(failure.description)")
        #expect(try Self.delivered(log, to: "slow") == 0)
        #expect(try log.committedOffset(group: "eyrie.toy", in: TopicPartition("toys", 0)) == 0)
        gate.signal()
        let isSlowDone = try Patience.wait(within: .seconds(30)) { try Self.delivered(log, to: "slow") == count }
        #expect(isSlowDone, "\(failure.description)")
        let isCommitted = try Patience.wait(within: .seconds(30)) {
            try log.committedOffset(group: "eyrie.toy", in: TopicPartition("toys", 0)) == Int64(count)
        }
        #expect(isCommitted)
        stop.set()
        let hasEnded = Patience.wait(within: .seconds(30)) { thread.isFinished }
        #expect(hasEnded)
    }
}
