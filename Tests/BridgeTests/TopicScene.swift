import EventModel
import FalcoBridge
import Foundation
import Lifecycle
import LogPort
import PipelineTestKit
import Synchronization
import Telemetry

/// A log as a cluster that others fill.
struct TestSource: TopicSource {
    let log: any LogReading & LogClosing
    /// Partitions that it shows; nil shows all.
    var visible: @Sendable () -> Int32? = { nil }
    /// Whether it does not answer.
    var isAway: @Sendable () -> Bool = { false }

    /// The cluster's own name.
    var cluster = "C1"

    let address = "kafka:broker:9092"

    func identity() throws(LogError) -> String {
        try answer()
        return cluster
    }

    func partitionCount(of topic: String) throws(LogError) -> Int32 {
        try answer()
        let count = try log.partitionCount(of: topic)
        return visible() ?? count
    }

    func ends(of partitions: [TopicPartition]) throws(LogError) -> [TopicPartition: PartitionEnds] {
        try answer()
        var ends: [TopicPartition: PartitionEnds] = [:]
        for partition in partitions {
            let latest = try log.resolve(.latest, in: partition)
            let earliest = try log.resolve(.earliest, in: partition)
            ends[partition] = PartitionEnds(earliest: earliest, stable: latest, latest: latest)
        }
        return ends
    }

    func makeGlance(at offset: Int64, in partition: TopicPartition) throws(LogError) -> any LogReader {
        try answer()
        return try log.makeReader(of: partition, from: .offset(offset), to: nil)
    }

    func firstOffset(at milliseconds: Int64, in partition: TopicPartition) throws(LogError) -> Int64? {
        try answer()
        return try log.resolve(.time(milliseconds: milliseconds), in: partition)
    }

    func isCompacted(_ topic: String) throws(LogError) -> Bool {
        try answer()
        return try log.topics().first { $0.name == topic }?.cleanup == .compact
    }

    private func answer() throws(LogError) {
        if isAway() {
            throw LogError(.unavailable, action: "asking", message: "nobody answers", remedy: .retry)
        }
    }
}

/// Topics of others, and doors that read them.
enum TopicScene {
    static let topic = "falco"

    /// Quick, with a few records a batch.
    static var quick: TopicDoorSettings {
        var settings = TopicDoorSettings(names: [topic])
        settings.blockBytes = 700
        settings.pause = .milliseconds(1)
        settings.searchInterval = .milliseconds(1)
        settings.retryPause = .milliseconds(1)
        settings.cutTries = 3
        return settings
    }

    /// Creates the topic.
    static func create(in log: any LogKeeping, partitions: Int32 = 1, retentionMilliseconds: Int64? = nil) throws {
        try log.create([
            TopicSettings(
                name: topic,
                partitions: partitions,
                cleanup: .delete,
                retentionMilliseconds: retentionMilliseconds
            )
        ])
    }

    /// Writes values into a partition, as one append.
    static func write(
        _ values: [String?],
        to log: any LogWriting,
        partition: Int32 = 0,
        key: String = "",
        at milliseconds: Int64 = 0
    ) throws {
        let producer = try log.makeProducer(id: "others")
        defer { producer.close() }
        guard let frames = LogRecord.frames(values.map { LogRecord(key, $0, at: milliseconds) }) else { return }
        _ = try producer.commit(LogTransaction(appends: [.init(TopicPartition(topic, partition), frames)]))
    }

    /// Runs a door on its own thread until a condition holds, ten seconds at most.
    ///
    /// - Returns: What the door logged; nil when the condition never held.
    static func run(
        _ source: TestSource,
        _ intake: AlertIntake,
        _ settings: TopicDoorSettings = quick,
        metrics: MetricRegistry = MetricRegistry(),
        lookUpPlaces: TopicDoor.PlaceLookup? = nil,
        until isDone: () throws -> Bool
    ) throws -> String? {
        final class Logged: Sendable {
            let text = Mutex("")
        }
        let logged = Logged()
        let door = TopicDoor(
            source: source,
            settings: settings,
            intake: intake,
            lookUpPlaces: lookUpPlaces,
            clock: IntakeHarness.clock,
            metrics: metrics,
            logger: Logger(label: "test", level: .debug, format: .logfmt, clock: { 0 }) { line in
                logged.text.withLock { $0 += line }
            }
        )
        let worker = WorkerThread(name: "topics") { stopFlag in
            do throws(BridgeError) {
                try door.run(stopFlag)
            } catch {
                logged.text.withLock { $0 += "\(error)" }
            }
        }
        try worker.start()
        var isHeld = try isDone()
        for _ in 0..<10_000 where !isHeld {
            usleep(1000)
            isHeld = try isDone()
        }
        worker.requestStop()
        worker.join()
        return isHeld ? logged.text.withLock { $0 } : nil
    }

    /// What the doors of an intake have received of topics.
    static func received(_ intake: AlertIntake) -> UInt64 {
        intake.counters.filter { $0.door.hasPrefix("topic:") }.reduce(0) { $0 + $1.received }
    }
}

extension IntakeHarness {
    /// The received bytes of all alerts, partition by partition in the order of the log.
    var alertsInOrder: [String] {
        values(of: Topics.alerts.name).map { value in
            value.withUnsafeBytes { ReceivedBytes.copy(of: $0) }.map { String(decoding: $0, as: UTF8.self) } ?? "none"
        }
    }

    /// The counters of a partition of the source topic.
    func topicCounters(_ partition: Int = 0) -> DoorCounters? {
        intake.counters.first { $0.door == "topic:C1/\(TopicScene.topic)/\(partition)" }
    }
}
