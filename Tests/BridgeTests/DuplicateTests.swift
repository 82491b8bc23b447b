import EventModel
import FalcoBridge
import Foundation
import HTTPRequests
import HTTPService
import LogPort
import PipelineTestKit
import SQLiteLog
import StageRuntime
import Testing

@Suite("Duplicates over HTTP")
struct DuplicateTests {
    @Test("The same bytes of the same sender are acknowledged with the same id and appended once")
    func once() throws {
        let harness = try DoorHarness()
        defer { harness.close() }
        let first = try harness.post(sampleAlert(1))
        for _ in 0..<3 {
            let again = try harness.post(sampleAlert(1))
            #expect(again.status == 200)
            #expect(again.header("X-Eyrie-Event-Id") == first.header("X-Eyrie-Event-Id"))
        }
        // Of Falco's internal alerts as well; within one body each is an event of its own.
        #expect(try harness.post("[\(sampleAlert(2)),\(sampleAlert(2))]").header("X-Eyrie-Event-Count") == "2")
        for _ in 0..<2 {
            #expect(try harness.post(sampleAlert(3, source: "internal")).status == 200)
        }
        #expect(harness.alerts == [sampleAlert(1), sampleAlert(2), sampleAlert(2)])
        #expect(harness.values(of: Topics.sensors.name).count == 1)
        #expect(harness.counters.duplicates == 4)
        #expect(harness.counters.received == 8)
        #expect(harness.counters.counts.isBalanced)
        let metrics = try harness.client.get(harness.url + "/metrics").text
        #expect(metrics.contains(#"eyrie_bridge_received_total{door="http",outcome="duplicate"} 4"#))
    }

    @Test("Once the window is over the same bytes are an alert again; a window of 0 keeps each")
    func window() throws {
        let harness = try DoorHarness()
        #expect(try harness.post(sampleAlert(1)).status == 200)
        harness.clock.advance(by: 59_999)
        #expect(try harness.post(sampleAlert(1)).status == 200)
        #expect(harness.alerts.count == 1)
        harness.clock.advance(by: 1)
        #expect(try harness.post(sampleAlert(1)).status == 200)
        #expect(harness.alerts.count == 2)
        harness.close()
        var settings = IntakeHarness.quick
        settings.duplicateWindow = .zero
        let open = try DoorHarness(settings: settings)
        defer { open.close() }
        for _ in 0..<2 {
            #expect(try open.post(sampleAlert(1)).status == 200)
        }
        #expect(open.alerts.count == 2)
    }

    @Test("The window survives a restart, for as long as it would have lasted, and holds HTTP alone")
    func restart() throws {
        var harness = try DoorHarness()
        #expect(try harness.post(sampleAlert(1, pod: "a")).status == 200)
        harness.clock.advance(by: 30_000)
        #expect(try harness.post("[\(sampleAlert(2, pod: "b")),\(sampleAlert(3, pod: "c"))]").status == 200)
        // The same bytes through a file are another matter.
        let file = harness.intake.openDoor("file:x", kind: "file")
        #expect(harness.intake.submit(IntakeHarness.batch([sampleAlert(4)], .alerts), from: file))
        #expect(harness.intake.waitUntilKept())
        harness.clock.advance(by: 29_999)
        let clock = harness.clock
        harness.close()
        harness = try DoorHarness(log: harness.log.reopened(), clock: clock)
        for number in 1...3 {
            #expect(try harness.post(sampleAlert(number, pod: ["a", "b", "c"][number - 1])).status == 200)
        }
        #expect(harness.values(of: Topics.alerts.name).count == 4)
        #expect(try harness.post(sampleAlert(4)).status == 200)
        #expect(harness.values(of: Topics.alerts.name).count == 5)
        // The first one's minute is over now, the others' is not.
        clock.advance(by: 1)
        harness.close()
        harness = try DoorHarness(log: harness.log.reopened(), clock: clock)
        defer { harness.close() }
        for number in 1...3 {
            #expect(try harness.post(sampleAlert(number, pod: ["a", "b", "c"][number - 1])).status == 200)
        }
        #expect(harness.values(of: Topics.alerts.name).count == 6)
        let http = try #require(harness.intake.counters.first { $0.door == "http" })
        #expect(http.duplicates == 5)
        #expect(http.counts.isBalanced)
    }

    @Test("At the bound a restart remembers the latest alerts")
    func restartAtBound() throws {
        var settings = IntakeHarness.quick
        settings.maximumRememberedAlerts = 5
        var harness = try DoorHarness(settings: settings)
        for number in 0..<20 {
            harness.clock.advance(by: 1)
            #expect(try harness.post(sampleAlert(number, pod: "pod\(number)-6d4b75cb6d-hx9kz")).status == 200)
        }
        let clock = harness.clock
        harness.close()
        harness = try DoorHarness(log: harness.log.reopened(), settings: settings, clock: clock)
        defer { harness.close() }
        for number in 15..<20 {
            #expect(try harness.post(sampleAlert(number, pod: "pod\(number)-6d4b75cb6d-hx9kz")).status == 200)
        }
        #expect(harness.alerts.count == 20)
        #expect(try harness.post(sampleAlert(14, pod: "pod14-6d4b75cb6d-hx9kz")).status == 200)
        #expect(harness.alerts.count == 21)
    }

    @Test("On a spool the window survives a restart too, also of what was forwarded, and then lets it go")
    func spooled() throws {
        let folder = "\(NSTemporaryDirectory())/eyrie-window-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let storage = try SQLiteLog(folder: folder)
        defer { storage.close() }
        let scene = try SpoolScene(storage: .embedded(storage))
        scene.settings.keptMilliseconds = 60_000
        let clock = DoorHarness.Clock()
        func post(_ numbers: [Int]) throws -> UInt64 {
            let harness = try DoorHarness(front: try scene.spool(), clock: clock)
            defer { harness.close() }
            for number in numbers {
                #expect(try harness.post(sampleAlert(number)).status == 200)
            }
            return harness.counters.duplicates
        }
        #expect(try post([1, 2]) == 0)
        try scene.forward()
        #expect(scene.storage.storedBytes > 0)
        #expect(try post([3, 1]) == 1)
        #expect(try post([2, 3]) == 3)
        try scene.forward()
        #expect(scene.forwarded.sorted() == [sampleAlert(1), sampleAlert(2), sampleAlert(3)])
        // The forwarder's clock stands still at the moment of receipt: more bytes than are kept go at once.
        scene.settings.keptBytes = 0
        #expect(try post([4]) == 3)
        try scene.forward()
        #expect(scene.storage.storedBytes == 0)
    }

    /// Falco asks again when it was refused: whatever became of the first time, the alert is in the log once.
    @Test(
        "A refused or doubtful alert that is sent again is in the log exactly once",
        arguments: [InjectedFault.retry, .rewindBeforeEffect, .rewindAfterEffect],
        [0, 2]
    )
    func refused(fault: InjectedFault, absences: Int) throws {
        let log = AbsentLog()
        try IntakeHarness.createTopics(in: log.memory)
        let intake = try IntakeHarness.makeIntake(log, IntakeHarness.quick)
        let door = HTTPDoor(
            options: .init(endpoint: .tcp(address: "127.0.0.1", port: 0)),
            intake: intake,
            clock: IntakeHarness.clock
        )
        try intake.start { _ in }
        try door.open()
        let client = HTTPClient()
        let body = Array(sampleAlert(1).utf8)
        let url = "http://127.0.0.1:\(door.port)/"
        log.memory.armFault(fault, onNext: "LogProducer.commit")
        log.refuseProducers(fault == .retry ? 0 : absences)
        var statuses: [Int] = []
        while statuses.last != 200, statuses.count < 20 {
            statuses.append(try client.post(url, body: body).status)
        }
        #expect(statuses.last == 200)
        // A fault that hides an effect is found out at once unless the log is away.
        #expect(statuses.first == (fault == .rewindAfterEffect && absences == 0 ? 200 : 503))
        #expect(try client.post(url, body: body).status == 200)
        door.stop(within: .seconds(5))
        intake.stop(within: .seconds(10))
        let count = (0..<Int32(IntakeHarness.partitionCount)).reduce(0) { sum, partition in
            sum + log.memory.records(of: TopicPartition(Topics.alerts.name, partition)).count
        }
        #expect(count == 1)
        let counters = try #require(try DoorChangelog.read(log)["http"])
        #expect(counters.appended == 1)
        #expect(counters.counts.isBalanced)
    }
}
