import EventModel
import FalcoBridge
import Foundation
import HTTPRequests
import HTTPService
import Lifecycle
import LogPort
import SQLiteLog
import Telemetry
import Testing

@Suite("Intake on the embedded log")
struct SQLiteIntakeTests {
    private func receivedAlerts(_ log: any LogReading) throws -> [String] {
        var received: [String] = []
        for partition in 0..<Int32(IntakeHarness.partitionCount) {
            let source = TopicPartition(Topics.alerts.name, partition)
            try log.forEach(in: source) { record in
                let bytes = record.value.flatMap { ReceivedBytes.copy(of: $0) } ?? []
                received.append(String(decoding: bytes, as: UTF8.self))
            }
        }
        return received.sorted()
    }

    @Test("Alerts of HTTP and a file are there after the log was opened again, and the file continues after it")
    func survivesReopening() throws {
        let folder = "\(NSTemporaryDirectory())/eyrie-bridge-\(UUID().uuidString)"
        let path = "\(folder)/falco.log"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var lines = (0..<100).map { sampleAlert($0, pod: "pod-\($0)") }
        var posted: [String] = []
        for round in 0..<3 {
            try lines.map { $0 + "\n" }.joined().write(toFile: path + ".new", atomically: false, encoding: .utf8)
            if round == 0 {
                try FileManager.default.moveItem(atPath: path + ".new", toPath: path)
            } else {
                // The same file, longer: its number must stay.
                let all = try Data(contentsOf: URL(fileURLWithPath: path + ".new"))
                let handle = try #require(FileHandle(forWritingAtPath: path))
                try handle.write(contentsOf: all)
                try handle.close()
            }
            let log = try SQLiteLog(folder: "\(folder)/log")
            defer { log.close() }
            try IntakeHarness.createTopics(in: log)
            let intake = try IntakeHarness.makeIntake(log, IntakeHarness.quick)
            let http = HTTPDoor(
                options: HTTPServerOptions(endpoint: .unix(path: "\(folder)/door.sock")),
                intake: intake,
                clock: IntakeHarness.clock
            )
            try intake.start { error in Issue.record("\(error)") }
            try http.open()
            let file = FileImport(paths: [path], intake: intake, clock: IntakeHarness.clock)
            try file.run(StopFlag())
            let client = HTTPClient(HTTPClientOptions(unixSocketPath: "\(folder)/door.sock"))
            for number in 0..<20 {
                let alert = sampleAlert(1000 * (round + 1) + number)
                #expect(try client.post("http://door/", body: Array(alert.utf8)).status == 200)
                posted.append(alert)
            }
            http.stop(within: .seconds(5))
            intake.stop(within: .seconds(5))
            #expect(try receivedAlerts(log) == (lines + posted).sorted())
            let counters = intake.counters
            #expect(counters.map(\.door) == ["file:\(path)", "http"])
            #expect(counters.map(\.appended) == [UInt64(lines.count), UInt64(posted.count)])
            lines += (0..<50).map { sampleAlert(10_000 * (round + 1) + $0) }
        }
    }
}
