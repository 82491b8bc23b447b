import EventModel
import FalcoBridge
import Foundation
import HTTPRequests
import HTTPService
import Lifecycle
import LogPort
import PipelineTestKit
import Synchronization
import Telemetry
import Testing

@Suite("Intake faults")
struct IntakeFaultTests {
    /// Whatever call of the log fails and however, a file's lines are in the log once, in order, and the counters agree.
    ///
    /// The method: fail the first call, the second, ... until a run ends unharmed.
    @Test("Each line of a file is kept exactly once whatever call of the log fails", arguments: InjectedFault.allCases)
    func keepsFileOnce(fault: InjectedFault) throws {
        let path = "\(NSTemporaryDirectory())/eyrie-fault-\(UUID().uuidString).log"
        let lines = (0..<30).map { sampleAlert($0, pod: "same-pod") }
        try lines.map { $0 + "\n" }.joined().write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        var strikes = 0
        for calls in 0... {
            let (received, counters, log, hasStruck) = try keepFile(path, fault, after: calls)
            #expect(received == lines, "\(fault) after \(calls) calls")
            #expect(counters?.appended == 30)
            #expect(counters?.received == 30)
            #expect(log.violations == [])
            guard hasStruck else {
                break
            }
            strikes += 1
        }
        // At least the producer, the readers of the changelog and ten commits.
        #expect(strikes >= 10)
    }

    /// Reads the file to its end, beginning again after each failure, as a supervisor would.
    private func keepFile(
        _ path: String,
        _ fault: InjectedFault,
        after calls: Int
    ) throws -> (received: [String], counters: DoorCounters?, log: MemoryLog, hasStruck: Bool) {
        var log = MemoryLog()
        try IntakeHarness.createTopics(in: log)
        log.armFault(fault, afterCalls: calls)
        var settings = IntakeHarness.quick
        settings.groupBytes = 1
        for _ in 0..<10 {
            if try attempt(path, log, settings) {
                let values = (0..<Int32(IntakeHarness.partitionCount)).flatMap { partition in
                    log.records(of: TopicPartition(Topics.alerts.name, partition)).compactMap(\.record.value)
                }
                let received = values.compactMap { $0.withUnsafeBytes { ReceivedBytes.copy(of: $0) } }
                let door = "file:\(path)"
                let hasStruck = !log.isFaultPending
                log.disarmFault()
                let counters = try DoorChangelog.read(log)[door]
                return (received.map { String(decoding: $0, as: UTF8.self) }, counters, log, hasStruck)
            }
            if log.hasCrashed {
                log = log.reopened()
            }
        }
        Issue.record("the file was never read to its end")
        return ([], nil, log, false)
    }

    private func attempt(_ path: String, _ log: MemoryLog, _ settings: IntakeSettings) throws -> Bool {
        do {
            let intake = try IntakeHarness.makeIntake(log, settings)
            try intake.start { _ in }
            defer { intake.stop(within: .seconds(10)) }
            // Chunks of about two lines, so that there are many commits.
            let door = FileImport(
                paths: [path],
                intake: intake,
                clock: IntakeHarness.clock,
                chunkBytes: 700
            )
            try door.run(StopFlag())
            return true
        } catch is LogError {
            return false
        } catch is BridgeError {
            return false
        }
    }

    @Test("An exchange is answered 200 if and only if its alert is in the log", arguments: InjectedFault.allCases)
    func answersTruthfully(fault: InjectedFault) throws {
        for calls in 0..<12 {
            let harness = try IntakeHarness()
            let door = HTTPDoor(
                options: HTTPServerOptions(endpoint: .tcp(address: "127.0.0.1", port: 0)),
                intake: harness.intake,
                clock: IntakeHarness.clock
            )
            try harness.start()
            try door.open()
            harness.log.armFault(fault, afterCalls: calls)
            let client = HTTPClient()
            var statuses: [Int] = []
            for number in 0..<10 {
                let answer = try client.post("http://127.0.0.1:\(door.port)/", body: Array(sampleAlert(number).utf8))
                statuses.append(answer.status)
            }
            door.stop(within: .seconds(5))
            harness.stop()
            harness.log.disarmFault()
            let kept = (0..<10).filter { statuses[$0] == 200 }.map { sampleAlert($0) }
            let present = harness.receivedAlerts()
            #expect(Set(statuses).isSubset(of: [200, 503]))
            if fault == .crashAfterEffect || (fault == .stop && !harness.failures.isEmpty) {
                // A crash hides what it kept: one alert may be there that was answered 503, none is missing.
                #expect(Set(present).isSuperset(of: kept), "\(fault) after \(calls) calls")
                #expect(present.count - kept.count <= 1)
            } else {
                #expect(present == kept.sorted(), "\(fault) after \(calls) calls")
            }
            if fault == .retry || fault == .rewindBeforeEffect || fault == .rewindAfterEffect {
                let refused = statuses.filter { $0 == 503 }.count
                #expect(refused <= 1)
                if statuses.last == 200 {
                    // What was refused is written down with the next group that is kept.
                    #expect(try DoorChangelog.read(harness.log)["http"]?.refused == UInt64(refused))
                }
            }
            #expect(harness.log.violations == [])
        }
    }
}
