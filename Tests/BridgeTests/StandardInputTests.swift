import Cryptography
import EventModel
import FalcoBridge
import Foundation
import Lifecycle
import LogPort
import Testing

/// The door that reads a pipe, as behind `falco | eyrie up`.
@Suite("Standard input")
struct StandardInputTests {
    /// Writes bytes into a pipe in uneven pieces on its own thread, and closes it.
    private static func write(_ bytes: [UInt8], to pipe: Pipe) {
        Thread {
            var start = 0
            while start < bytes.count {
                let end = min(bytes.count, start + 1 + (start * 31) % 70_000)
                try? pipe.fileHandleForWriting.write(contentsOf: bytes[start..<end])
                start = end
            }
            try? pipe.fileHandleForWriting.close()
        }.start()
    }

    /// Reads everything through the door, which ends its process after the last byte.
    private static func keep(_ bytes: [UInt8]) throws -> (counters: DoorCounters, digests: [String]) {
        let harness = try IntakeHarness()
        try harness.start()
        let pipe = Pipe()
        let door = StandardInputDoor(
            descriptor: pipe.fileHandleForReading.fileDescriptor,
            intake: harness.intake,
            clock: IntakeHarness.clock
        )
        write(bytes, to: pipe)
        let running = try RunningService(door, untilItEnds: true)
        #expect(running.stop() == .finished(service: "bridge.stdin"))
        harness.stop()
        #expect(harness.failures.isEmpty)
        let digests = (harness.values(of: Topics.alerts.name) + harness.values(of: Topics.sensors.name))
            .compactMap { value in value.withUnsafeBytes { ReceivedBytes.copy(of: $0) } }
            .map { SHA256.digest(of: $0).hex }
        return (harness.intake.counters.first ?? DoorCounters(door: "none"), digests.sorted())
    }

    @Test("Lines are kept as they came, a last one without its end and one that is not UTF-8 among them")
    func lines() throws {
        let alerts = [Array(sampleAlert(1).utf8), ExpectedCaptures.notUTF8, Array(sampleAlert(2).utf8)]
        let (counters, digests) = try Self.keep(Array("banner\n".utf8) + alerts.joined(separator: [0x0A]))
        #expect(counters.door == "stdin")
        #expect(counters.received == 4)
        #expect(counters.appended == 3)
        #expect(counters.skipped == 1)
        #expect(digests == alerts.map { SHA256.digest(of: $0).hex }.sorted())
    }

    @Test("While the pipe is silent the door stops at once")
    func silent() throws {
        let harness = try IntakeHarness()
        try harness.start()
        let pipe = Pipe()
        let door = StandardInputDoor(
            descriptor: pipe.fileHandleForReading.fileDescriptor,
            intake: harness.intake,
            clock: IntakeHarness.clock
        )
        let running = try RunningService(door)
        #expect(running.stop() == .signaled(SIGTERM))
        harness.stop()
    }

    @Test(
        "All captures through standard input: the same alerts are kept that a plain reader finds, byte for byte",
        .enabled(if: !CaptureTests.files.isEmpty, "there is no ../shared/data/falco")
    )
    func captures() throws {
        let expected = try ExpectedCaptures()
        let (counters, digests) = try Self.keep(Array(expected.lines.joined(separator: [0x0A])))
        expected.check(counters, digests)
    }
}
