import EventModel
import FalcoBridge
import Foundation
import JSONText
import LogPort
import PipelineTestKit
import SQLiteLog
import Synchronization
import Telemetry

/// Where a spool of a test is kept.
struct TestStorage: SpoolStorage {
    let log: any LogReading & LogWriting & LogKeeping
    var stored: @Sendable () -> Int = { 0 }
    var freeBytes: Int? = nil
    var remove: @Sendable (Int64) -> Void = { _ in }

    var storedBytes: Int {
        stored()
    }

    func removeRecords(before offset: Int64) throws(LogError) {
        remove(offset)
    }

    /// On the embedded engine, as the bridge has it.
    static func embedded(_ log: SQLiteLog) -> TestStorage {
        TestStorage(
            log: log,
            stored: { (try? log.storedBytes(in: SpoolTopics.records)) ?? -1 },
            remove: { try? log.removeRecords(before: $0, in: SpoolTopics.records) }
        )
    }
}

/// A bridge with a spool in front of a log of the contract's topics, both in memory unless said otherwise.
final class SpoolScene {
    var storage: TestStorage
    private(set) var target = MemoryLog()
    var settings = SpoolSettings()
    var leastKept: @Sendable () -> Priority? = { nil }
    private var intakeSettings = IntakeHarness.quick

    init(storage: TestStorage = TestStorage(log: MemoryLog())) throws {
        self.storage = storage
        settings.retryPause = .zero
        settings.keptMilliseconds = 0
        try IntakeHarness.createTopics(in: target)
    }

    func spool() throws -> SpoolLog {
        try SpoolLog(storage: storage, settings: settings)
    }

    /// Keeps lines in the spool, a group each.
    ///
    /// - Returns: Whether all were kept.
    func keep(_ lines: [String], door: String = "memory") throws -> Bool {
        intakeSettings.leastKept = leastKept
        let intake = try IntakeHarness.makeIntake(try spool(), intakeSettings)
        try intake.start { _ in }
        defer { intake.stop(within: .seconds(10)) }
        let door = intake.openDoor(door, kind: "memory")
        for line in lines {
            guard intake.submit(IntakeHarness.batch([line], .lines), from: door), intake.waitUntilKept() else {
                return false
            }
        }
        return true
    }

    /// Forwards what is there.
    ///
    /// - Throws: ``LogError`` of the forwarder.
    func forward(transactionBytes: Int? = nil) throws {
        var settings = settings
        settings.transactionBytes = transactionBytes ?? settings.transactionBytes
        let forwarder = SpoolForwarder(
            storage: storage,
            spool: try spool(),
            log: target,
            producerID: "bridge",
            settings: settings,
            metrics: MetricRegistry(),
            logger: .silent,
            clock: IntakeHarness.clock
        )
        try forwarder.drain()
    }

    /// The log as the next process finds it.
    func reopenTarget() {
        target = target.reopened()
    }

    /// The received bytes of all alerts in the log, partition by partition in their order.
    var forwarded: [String] {
        (0..<Int32(IntakeHarness.partitionCount)).flatMap { partition in
            target.records(of: TopicPartition(Topics.alerts.name, partition)).compactMap { placed in
                placed.record.value.flatMap { value in
                    value.withUnsafeBytes { ReceivedBytes.copy(of: $0) }.map { String(decoding: $0, as: UTF8.self) }
                }
            }
        }
    }

    /// The dead letters in the log.
    func deadLetters() throws -> [DeadLetter] {
        let values = (0..<Int32(IntakeHarness.partitionCount)).flatMap { partition in
            target.records(of: TopicPartition(Topics.deadLetters.name, partition)).compactMap(\.record.value)
        }
        return try values.map { try JSONParser().decode(DeadLetter.self, from: $0) }
    }
}
