import FalcoBridge
import Foundation
import Lifecycle
import LogPort
import PipelineTestKit
import Synchronization
import Telemetry
import Testing

@Suite("File door")
struct FileDoorTests {
    /// A door on a folder, run as a process runs it, and everything that it logged.
    private final class Following {
        let harness: IntakeHarness
        private let running: RunningService
        private let logged = Logged()

        final class Logged: Sendable {
            let text = Mutex("")
        }

        init(_ patterns: [String], _ harness: IntakeHarness, openFiles: Int = 128, files: Int = 4096) throws {
            self.harness = harness
            var limits = FileDoorLimits()
            limits.openFiles = openFiles
            limits.files = files
            limits.pause = .milliseconds(1)
            limits.searchInterval = .zero
            let logged = logged
            let door = FileDoor(
                patterns: patterns,
                intake: harness.intake,
                clock: IntakeHarness.clock,
                limits: limits,
                logger: Logger(label: "test", level: .debug, format: .logfmt, clock: { 0 }) { line in
                    logged.text.withLock { $0 += line }
                }
            )
            running = try RunningService(door)
        }

        var log: String {
            logged.text.withLock { $0 }
        }

        var kept: UInt64 {
            harness.intake.counters.reduce(0) { $0 + $1.received }
        }

        /// Waits until so many lines were kept; false after ten seconds.
        func hasKept(_ count: Int) -> Bool {
            Patience.wait(lookingEvery: .milliseconds(1)) { kept >= UInt64(count) }
            return kept == UInt64(count)
        }

        func stop() {
            #expect(running.stop() == .signaled(SIGTERM))
        }
    }

    @Test(
        "Files of a pattern are followed, new ones too, each as a door of its own; rotated and compressed ones are not"
    )
    func followsPattern() throws {
        let folder = try TailFolder()
        let harness = try IntakeHarness()
        try harness.start()
        func file(_ name: String) -> String { "\(folder.path)/\(name)" }
        try folder.append(sampleAlert(1) + "\n", to: file("falco-a.log"))
        try folder.append(sampleAlert(90) + "\n", to: file("falco-a.log.1"))
        try folder.append(sampleAlert(91) + "\n", to: file("falco-a-20260101.log"))
        try folder.append("not text", to: file("falco-a.log.2.gz"))
        try folder.append(sampleAlert(92) + "\n", to: file("other.log"))
        let following = try Following([file("falco-*")], harness)
        #expect(following.hasKept(1))
        try folder.append(sampleAlert(2) + "\n", to: file("falco-b.log"))
        #expect(following.hasKept(2))
        try folder.append(sampleAlert(3) + "\n", to: file("falco-a.log"))
        #expect(following.hasKept(3))
        following.stop()
        harness.stop()
        #expect(harness.receivedAlerts() == [1, 2, 3].map { sampleAlert($0) })
        #expect(harness.intake.counters.map(\.door) == ["file:\(file("falco-a.log"))", "file:\(file("falco-b.log"))"])
        #expect(harness.intake.counters.map(\.appended) == [2, 1])
    }

    @Test("More files than may be open are followed by turns, nothing lost or doubled, over rotations and a restart")
    func boundsOpenFiles() throws {
        let folder = try TailFolder()
        let harness = try IntakeHarness()
        try harness.start()
        var expected: [String] = []
        func write(_ round: Int) throws {
            for index in 0..<7 {
                let alert = sampleAlert(round * 100 + index)
                expected.append(alert)
                try folder.append(alert + "\n", to: "\(folder.path)/pod-\(index).log")
            }
        }
        try write(0)
        var following = try Following([folder.path], harness, openFiles: 2)
        for round in 1...5 {
            #expect(following.hasKept(expected.count))
            if round == 3 {
                for index in 0..<7 {
                    let path = "\(folder.path)/pod-\(index).log"
                    try folder.move(path, to: path + ".1")
                }
            }
            if round == 4 {
                following.stop()
                try harness.restart()
                following = try Following([folder.path], harness, openFiles: 2)
            }
            try write(round)
        }
        #expect(following.hasKept(expected.count))
        following.stop()
        harness.stop()
        #expect(harness.receivedAlerts() == expected.sorted())
    }

    @Test("At the bound of known files the rest waits, and is followed when one has gone")
    func boundsFiles() throws {
        let folder = try TailFolder()
        let harness = try IntakeHarness()
        try harness.start()
        try folder.append(sampleAlert(1) + "\n", to: "\(folder.path)/a.log")
        try folder.append(sampleAlert(2) + "\n", to: "\(folder.path)/b.log")
        let following = try Following(["\(folder.path)/*.log"], harness, files: 1)
        #expect(following.hasKept(1))
        try folder.remove("\(folder.path)/a.log")
        #expect(following.hasKept(2))
        following.stop()
        harness.stop()
        let warnings = following.log.components(separatedBy: "More files match than can be followed").count - 1
        #expect(warnings == 1)
        #expect(harness.receivedAlerts() == [1, 2].map { sampleAlert($0) })
    }

    @Test("A file that cannot be read is named once, does not hold up others, and is read when it can be")
    func unreadable() throws {
        let folder = try TailFolder()
        let harness = try IntakeHarness()
        try harness.start()
        // Who runs the tests may be root, whom no mode keeps out: a folder of that name cannot be read by anybody.
        try FileManager.default.createDirectory(atPath: folder.log, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/link", withDestinationPath: "link")
        try folder.append(sampleAlert(1) + "\n", to: folder.path + "/good.log")
        let following = try Following([folder.path + "/link", folder.path + "/good.log"], harness)
        #expect(following.hasKept(1))
        try folder.remove(folder.path + "/link")
        try folder.append(sampleAlert(2) + "\n", to: folder.path + "/link")
        #expect(following.hasKept(2))
        following.stop()
        harness.stop()
        #expect(following.log.components(separatedBy: "cannot be read for now").count == 2, "\(following.log)")
    }

    @Test("While the log takes nothing the door still stops at once")
    func stopsWithoutRoom() throws {
        let folder = try TailFolder()
        var settings = IntakeHarness.quick
        settings.maximumHeldCount = 1
        // The intake is not started: nothing is ever released.
        let harness = try IntakeHarness(settings: settings)
        for number in 0..<100 {
            try folder.append(sampleAlert(number) + "\n")
        }
        var limits = FileDoorLimits()
        limits.chunkBytes = 1000
        let door = FileDoor(patterns: [folder.log], intake: harness.intake, limits: limits, logger: .silent)
        let running = try RunningService(door)
        #expect(running.stop() == .signaled(SIGTERM))
    }
}
