import Cryptography
import EventModel
import FalcoBridge
import Foundation
import Lifecycle
import LogPort
import PipelineTestKit
import Telemetry
import Testing

/// An intake and one door of sockets, run as a process runs them.
final class SocketHarness {
    let harness: IntakeHarness
    let folder: TailFolder
    let metrics = MetricRegistry()
    private var running: RunningService?

    init() throws {
        harness = try IntakeHarness()
        folder = try TailFolder()
        try harness.start()
    }

    var socketPath: String {
        "\(folder.path)/door.sock"
    }

    func openSocket(_ limits: SocketLimits = SocketLimits()) throws -> SocketDoor {
        let door = SocketDoor(
            path: socketPath,
            limits: limits,
            intake: harness.intake,
            clock: IntakeHarness.clock,
            metrics: metrics,
            logger: .silent
        )
        try run(door)
        return door
    }

    func openSyslog(_ limits: SocketLimits = SocketLimits()) throws -> SyslogDoor {
        let door = SyslogDoor(
            places: SyslogDoor.Places(
                udp: SocketAddress("127.0.0.1:0"),
                tcp: SocketAddress("127.0.0.1:0"),
                path: socketPath
            ),
            limits: limits,
            intake: harness.intake,
            clock: IntakeHarness.clock,
            metrics: metrics,
            logger: .silent
        )
        try run(door)
        return door
    }

    /// Ends the door and the intake: everything that came is kept then.
    func stop() -> DoorCounters {
        #expect(running?.stop() == .signaled(SIGTERM))
        harness.stop()
        #expect(harness.failures.isEmpty)
        return harness.intake.counters.first ?? DoorCounters(door: "none")
    }

    /// Waits until so many lines or messages were kept; false after ten seconds.
    func hasKept(_ count: Int) -> Bool {
        Patience.wait(lookingEvery: .milliseconds(1)) { received >= UInt64(count) }
    }

    /// Whether so many were kept within 20 ms.
    func hasKeptAtOnce(_ count: Int) -> Bool {
        Patience.wait(within: .milliseconds(20), lookingEvery: .milliseconds(1)) { received >= UInt64(count) }
    }

    private var received: UInt64 {
        harness.intake.counters.first?.received ?? 0
    }

    /// The SHA-256 of each alert's and each sensor record's received bytes, sorted.
    func digests() -> [String] {
        (harness.values(of: Topics.alerts.name) + harness.values(of: Topics.sensors.name))
            .compactMap { value in value.withUnsafeBytes { ReceivedBytes.copy(of: $0) } }
            .map { SHA256.digest(of: $0).hex }
            .sorted()
    }

    /// The senders that envelopes name, each once.
    func senders() throws -> Set<String> {
        let values = harness.values(of: Topics.alerts.name)
        return Set(
            try values.map { value in
                let object = try JSONSerialization.jsonObject(with: Data(value)) as? [String: Any]
                return object?.first { $0.key.hasSuffix("sender") }?.value as? String ?? "none"
            }
        )
    }

    private func run(_ door: any Service) throws {
        running = try RunningService(door)
    }
}
