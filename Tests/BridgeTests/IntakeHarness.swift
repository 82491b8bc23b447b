import EventModel
import FalcoBridge
import Foundation
import JSONText
import LogPort
import PipelineTestKit
import Synchronization
import Telemetry

/// What the intake said of its end.
final class Failures: Sendable {
    private let messages = Mutex<[String]>([])

    var isEmpty: Bool {
        messages.withLock { $0.isEmpty }
    }

    func add(_ message: String) {
        messages.withLock { $0.append(message) }
    }
}

/// How texts are handed in.
enum BatchForm {
    case alerts
    case lines
}

/// An intake over a memory log, with the topics of the contract and a clock that stands still.
final class IntakeHarness {
    static let partitionCount = 4
    static let clock = ReceiptClock { 1_700_000_000_123 }

    private(set) var log: MemoryLog
    private(set) var intake: AlertIntake
    let failures = Failures()
    private let settings: IntakeSettings

    init(log: MemoryLog = MemoryLog(), settings: IntakeSettings = quick) throws {
        self.log = log
        self.settings = settings
        try Self.createTopics(in: log)
        intake = try Self.makeIntake(log, settings)
    }

    /// Settings with a short pause between two tries.
    static var quick: IntakeSettings {
        var settings = IntakeSettings()
        settings.tenant = "acme"
        settings.cluster = "east"
        settings.retryPause = .milliseconds(1)
        return settings
    }

    static func createTopics(in log: any LogKeeping) throws {
        try log.create(
            Topics.all.map { topic in
                TopicSettings(
                    name: topic.name,
                    partitions: Int32(topic.partitionCount(alerts: partitionCount)),
                    cleanup: topic.cleanup == .compact ? .compact : .delete
                )
            }
        )
    }

    static func makeIntake(_ log: any LogReading & LogWriting, _ settings: IntakeSettings) throws -> AlertIntake {
        try AlertIntake(
            log: log,
            settings: settings,
            metrics: MetricRegistry(),
            logger: .silent
        )
    }

    func start() throws {
        try intake.start { [failures] error in failures.add("\(error)") }
    }

    func stop() {
        intake.stop(within: .seconds(10))
    }

    /// Ends the process that held the log and begins another one with what it kept.
    func restart() throws {
        stop()
        log = log.reopened()
        intake = try Self.makeIntake(log, settings)
        try start()
    }

    /// Hands in texts and waits until they are kept.
    func keep(_ texts: [String], as form: BatchForm, door: String = "memory") -> Bool {
        let door = intake.openDoor(door, kind: "memory")
        return intake.submit(Self.batch(texts, form), from: door) && intake.waitUntilKept()
    }

    static func batch(
        _ texts: [String],
        _ form: BatchForm,
        position: FilePosition? = nil,
        at milliseconds: Int64 = clock.milliseconds
    ) -> ReceivedBatch {
        var bytes: [UInt8] = []
        var pieces: [LineBlock.Line] = []
        for text in texts {
            let start = bytes.count
            bytes += Array(text.utf8)
            pieces.append(LineBlock.Line(start..<bytes.count))
        }
        let received = ReceivedPieces(bytes: bytes, pieces: pieces, sender: "test", receivedMilliseconds: milliseconds)
        return switch form {
        case .alerts: .alerts(received)
        case .lines: .lines(received, position: position)
        }
    }

    /// The values of a topic's records, partition by partition.
    func values(of topic: String) -> [[UInt8]] {
        (0..<Int32(Self.partitionCount)).flatMap { partition in
            log.records(of: TopicPartition(topic, partition)).compactMap(\.record.value)
        }
    }

    /// The received bytes of all alerts in the log, as text, sorted.
    func receivedAlerts() -> [String] {
        values(of: Topics.alerts.name)
            .map { value in
                value.withUnsafeBytes { ReceivedBytes.copy(of: $0) }.map { String(decoding: $0, as: UTF8.self) }
                    ?? "none"
            }
            .sorted()
    }

    func deadLetters() throws -> [DeadLetter] {
        try values(of: Topics.deadLetters.name).map { try JSONParser().decode(DeadLetter.self, from: $0) }
    }
}

/// An alert as Falco writes it, of our own making.
func sampleAlert(_ number: Int, pod: String = "web-6d4b75cb6d-hx9kz", source: String = "syscall") -> String {
    """
    {"hostname":"node-1","output":"18:00:00.000000000: Notice Sample \(number)","output_fields":{"container.name":"web",\
    "evt.time":1700000000000000000,"k8s.ns.name":"shop","k8s.pod.name":"\(pod)"},"priority":"Notice",\
    "rule":"Sample rule","source":"\(source)","tags":["sample"],"time":"2023-11-14T22:13:20.000000001Z"}
    """
}
