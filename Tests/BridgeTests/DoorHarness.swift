import EventModel
import FalcoBridge
import Foundation
import HTTPRequests
import HTTPService
import JSONText
import LogPort
import PipelineTestKit
import Synchronization
import Telemetry

/// A real HTTP door on a free port, its intake over a memory log, and a clock that is moved by hand.
final class DoorHarness {
    /// The receipt time.
    final class Clock: Sendable {
        private let value = Mutex<Int64>(1_700_000_000_123)

        var milliseconds: Int64 {
            value.withLock { $0 }
        }

        func advance(by milliseconds: Int64) {
            value.withLock { $0 += milliseconds }
        }
    }

    let log: MemoryLog
    let intake: AlertIntake
    let door: HTTPDoor
    let metrics = MetricRegistry()
    let client = HTTPClient()
    let clock: Clock

    /// Opens the door on a log, whose topics are made if they are not there, or on a front of another log.
    init(
        log: MemoryLog = MemoryLog(),
        front: (any LogReading & LogWriting)? = nil,
        settings: IntakeSettings = IntakeHarness.quick,
        clock: Clock = Clock()
    ) throws {
        self.log = log
        self.clock = clock
        try IntakeHarness.createTopics(in: log)
        let receipt = ReceiptClock { clock.milliseconds }
        intake = try AlertIntake(
            log: front ?? log,
            settings: settings,
            metrics: metrics,
            clock: receipt,
            logger: .silent
        )
        var options = HTTPServerOptions(endpoint: .tcp(address: "127.0.0.1", port: 0))
        options.maximumBodyBytes = settings.maximumBodyBytes
        door = HTTPDoor(options: options, intake: intake, clock: receipt, metrics: metrics)
        try intake.start { _ in }
        try door.open()
    }

    var url: String {
        "http://127.0.0.1:\(door.port)"
    }

    /// Closes the door and keeps what is on its way.
    func close() {
        door.stop(within: .seconds(5))
        intake.stop(within: .seconds(10))
    }

    func post(_ body: String, path: String = "/", headers: [(String, String)] = []) throws -> HTTPClientAnswer {
        try post(Array(body.utf8), path: path, headers: headers)
    }

    func post(_ body: [UInt8], path: String = "/", headers: [(String, String)] = []) throws -> HTTPClientAnswer {
        try client.post(url + path, headers: headers.map { HTTPClientHeader($0.0, $0.1) }, body: body)
    }

    /// What the log has kept of the door.
    var counters: DoorCounters {
        intake.counters.first ?? DoorCounters(door: "none")
    }

    /// The values of a topic's records, partition by partition.
    func values(of topic: String) -> [[UInt8]] {
        (0..<Int32(IntakeHarness.partitionCount)).flatMap { partition in
            log.records(of: TopicPartition(topic, partition)).compactMap(\.record.value)
        }
    }

    /// The received bytes of all alerts in the log, sorted.
    var alerts: [String] {
        values(of: Topics.alerts.name).map { value in
            value.withUnsafeBytes { ReceivedBytes.copy(of: $0) }.map { String(decoding: $0, as: UTF8.self) } ?? "none"
        }.sorted()
    }

    func letters() throws -> [DeadLetter] {
        try values(of: Topics.deadLetters.name).map { try JSONParser().decode(DeadLetter.self, from: $0) }
    }
}
