import EventModel
import FalcoBridge
import Foundation
import LogPort
import PipelineTestKit
import Synchronization
import Telemetry
import Testing

/// Whatever call of either log fails and however, each record of a topic is in the log once.
///
/// The method: fail the first call, the second, ... until a run ends unharmed.
@Suite("Topic door faults")
struct TopicFaultTests {
    private let values = (0..<30).map { sampleAlert($0, pod: "same-pod") }

    @Test("Each record is kept exactly once whatever call of the log fails", arguments: InjectedFault.allCases)
    func logFaults(fault: InjectedFault) throws {
        try check(fault, isOfSource: false)
    }

    @Test("Each record is kept exactly once whatever call of the source fails", arguments: InjectedFault.allCases)
    func sourceFaults(fault: InjectedFault) throws {
        try check(fault, isOfSource: true)
    }

    private func check(_ fault: InjectedFault, isOfSource: Bool) throws {
        var strikes = 0
        for calls in 0... {
            let (log, hasStruck) = try keep(fault, after: calls, isOfSource: isOfSource)
            let values = (0..<Int32(IntakeHarness.partitionCount)).flatMap { partition in
                log.records(of: TopicPartition(Topics.alerts.name, partition)).compactMap(\.record.value)
            }
            let received = values.compactMap { $0.withUnsafeBytes { ReceivedBytes.copy(of: $0) } }
            #expect(
                received.map { String(decoding: $0, as: UTF8.self) } == self.values,
                "\(fault) after \(calls) calls"
            )
            let counters = try DoorChangelog.read(log)["topic:C1/falco/0"]
            #expect(counters?.received == 30 && counters?.appended == 30, "\(fault) after \(calls) calls")
            #expect(counters?.nextOffset == 30 && counters?.lost == 0)
            #expect(log.violations == [])
            guard hasStruck else { break }
            strikes += 1
        }
        // At least what is asked at the start, and a commit or a batch for three records each.
        #expect(strikes >= 10)
    }

    /// Reads the topic to its end, beginning again after each failure, as a supervisor would.
    private func keep(
        _ fault: InjectedFault,
        after calls: Int,
        isOfSource: Bool
    ) throws -> (log: MemoryLog, hasStruck: Bool) {
        var log = MemoryLog()
        try IntakeHarness.createTopics(in: log)
        var source = MemoryLog()
        try TopicScene.create(in: source)
        for start in stride(from: 0, to: 30, by: 3) {
            try TopicScene.write(Array(values[start..<start + 3]), to: source)
        }
        (isOfSource ? source : log).armFault(fault, afterCalls: calls)
        for _ in 0..<10 {
            let isThrough = try attempt(source, log)
            let hasStruck = !(isOfSource ? source : log).isFaultPending
            if log.hasCrashed {
                log = log.reopened()
            }
            if isThrough {
                log.disarmFault()
                return (log, hasStruck)
            }
            if source.hasCrashed {
                source = source.reopened()
            }
        }
        Issue.record("the topic was never read to its end")
        return (log, false)
    }

    /// One process, until everything is kept or it cannot go on.
    private func attempt(_ source: MemoryLog, _ log: MemoryLog) throws -> Bool {
        var settings = IntakeHarness.quick
        settings.groupBytes = 1
        guard let intake = try? IntakeHarness.makeIntake(log, settings) else { return false }
        let hasFailed = Atomic<Bool>(false)
        do {
            try intake.start { _ in hasFailed.store(true, ordering: .releasing) }
        } catch {
            return false
        }
        defer { intake.stop(within: .seconds(10)) }
        let text = try TopicScene.run(TestSource(log: source), intake) {
            TopicScene.received(intake) >= 30 || hasFailed.load(ordering: .acquiring) || source.hasCrashed
        }
        #expect(text != nil, "the door hangs")
        return TopicScene.received(intake) >= 30
    }
}
