import EventModel
import FalcoBridge
import Foundation
import HTTPRequests
import HTTPService
import Lifecycle
import LogPort
import PipelineTestKit
import Telemetry
import Testing

@Suite("Intake while the outcome of a commit is unknown")
struct IntakeDoubtTests {
    private static let unknown: [InjectedFault] = [.rewindBeforeEffect, .rewindAfterEffect]

    @Test("A file's lines are kept once although the log is away after a commit in doubt", arguments: unknown, [1, 5])
    func keepsFileOnce(fault: InjectedFault, refusals: Int) throws {
        let path = "\(NSTemporaryDirectory())/eyrie-doubt-\(UUID().uuidString).log"
        let lines = (0..<30).map { sampleAlert($0, pod: "same-pod") }
        try lines.map { $0 + "\n" }.joined().write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let log = AbsentLog()
        try IntakeHarness.createTopics(in: log.memory)
        var settings = IntakeHarness.quick
        settings.groupBytes = 1
        let intake = try IntakeHarness.makeIntake(log, settings)
        try intake.start { _ in }
        log.memory.armFault(fault, onNext: "LogProducer.commit")
        log.refuseProducers(refusals)
        // Chunks of about two lines, so that later batches come while the first is in doubt.
        let door = FileImport(
            paths: [path],
            intake: intake,
            clock: IntakeHarness.clock,
            chunkBytes: 700
        )
        try door.run(StopFlag())
        intake.stop(within: .seconds(10))
        #expect(!log.memory.isFaultPending && !log.isAbsent)
        #expect(received(in: log) == lines)
        let counters = try DoorChangelog.read(log)["file:\(path)"]
        #expect(counters?.appended == 30)
        #expect(counters?.received == 30)
    }

    @Test("HTTP is answered 503 while a commit is in doubt, and 200 once it is settled", arguments: unknown)
    func answers(fault: InjectedFault) throws {
        let log = AbsentLog()
        try IntakeHarness.createTopics(in: log.memory)
        let intake = try IntakeHarness.makeIntake(log, IntakeHarness.quick)
        try intake.start { _ in }
        let door = HTTPDoor(
            options: HTTPServerOptions(endpoint: .tcp(address: "127.0.0.1", port: 0)),
            intake: intake,
            clock: IntakeHarness.clock
        )
        try door.open()
        log.memory.armFault(fault, onNext: "LogProducer.commit")
        log.refuseProducers(2)
        let client = HTTPClient()
        var statuses: [Int] = []
        for number in 0..<8 {
            let body = Array(sampleAlert(number, pod: "same-pod").utf8)
            statuses.append(try client.post("http://127.0.0.1:\(door.port)/", body: body).status)
        }
        door.stop(within: .seconds(5))
        intake.stop(within: .seconds(10))
        #expect(statuses.first == 503)
        #expect(statuses.last == 200)
        let acknowledged = (0..<8).filter { statuses[$0] == 200 }.map { sampleAlert($0, pod: "same-pod") }
        // The first one is in the log if its commit took effect, though its sender was told otherwise.
        let hidden = fault == .rewindAfterEffect ? [sampleAlert(0, pod: "same-pod")] : []
        #expect(received(in: log) == hidden + acknowledged)
        let appended = try DoorChangelog.read(log).values.reduce(0) { $0 + $1.appended }
        #expect(appended == Int64(hidden.count + acknowledged.count))
    }

    private func received(in log: AbsentLog) -> [String] {
        let values = (0..<Int32(IntakeHarness.partitionCount)).flatMap { partition in
            log.memory.records(of: TopicPartition(Topics.alerts.name, partition)).compactMap(\.record.value)
        }
        return values.compactMap { $0.withUnsafeBytes { ReceivedBytes.copy(of: $0) } }.map {
            String(decoding: $0, as: UTF8.self)
        }
    }
}
