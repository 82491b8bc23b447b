import Cryptography
import EventModel
import FalcoBridge
import Foundation
import Lifecycle
import LogPort
import StageRuntime
import Telemetry
import Testing

@Suite("Socket door")
struct SocketDoorTests {
    @Test("Lines of many clients at once are kept, each put together for itself, and a last one without its end")
    func manyClients() throws {
        let sockets = try SocketHarness()
        _ = try sockets.openSocket()
        let clients = try (0..<20).map { _ in try DoorClient.unix(sockets.socketPath) }
        var expected: [String] = []
        for number in 0..<10 {
            for (index, client) in clients.enumerated() {
                let alert = sampleAlert(number * 100 + index)
                expected.append(alert)
                let bytes = Array((alert + (number == 9 ? "" : "\n")).utf8)
                // In two pieces, with others' pieces in between.
                client.send(Array(bytes[..<40]))
                client.send(Array(bytes[40...]))
            }
        }
        #expect(sockets.hasKept(9 * 20))
        let counters = sockets.stop()
        #expect(sockets.harness.receivedAlerts() == expected.sorted())
        #expect(counters.appended == 200)
        #expect(counters.counts.isBalanced)
        #expect(try sockets.senders() == [sockets.socketPath])
        // The file goes away with the door.
        #expect(!FileManager.default.fileExists(atPath: sockets.socketPath))
    }

    @Test("A client over the limit is closed at once and counted; another one may come when one has gone")
    func limitsClients() throws {
        let sockets = try SocketHarness()
        var limits = SocketLimits()
        limits.clients = 2
        _ = try sockets.openSocket(limits)
        var first: DoorClient? = try DoorClient.unix(sockets.socketPath)
        let second = try DoorClient.unix(sockets.socketPath)
        let third = try DoorClient.unix(sockets.socketPath)
        third.waitForEnd()
        first?.send(sampleAlert(1) + "\n")
        second.send(sampleAlert(2) + "\n")
        #expect(sockets.hasKept(2))
        first = nil
        // The door has seen the end when it takes another client; until then it refuses.
        var isTaken = false
        for _ in 0..<1000 where !isTaken {
            let next = try DoorClient.unix(sockets.socketPath)
            isTaken = next.send(Array((sampleAlert(3) + "\n").utf8)) && sockets.hasKeptAtOnce(3)
        }
        #expect(isTaken)
        _ = sockets.stop()
        let refused = "eyrie_bridge_socket_clients_refused_total [1-9]"
        #expect(sockets.metrics.exposition().range(of: refused, options: .regularExpression) != nil)
    }

    @Test("A line over the limit is kept by its beginning as a dead letter, and the next line is whole")
    func limitsLines() throws {
        let sockets = try SocketHarness()
        var limits = SocketLimits()
        limits.pieceBytes = 1000
        _ = try sockets.openSocket(limits)
        let client = try DoorClient.unix(sockets.socketPath)
        client.send(String(repeating: "x", count: 5000) + "\n" + sampleAlert(1) + "\n")
        #expect(sockets.hasKept(2))
        let counters = sockets.stop()
        #expect(counters.appended == 1)
        #expect(counters.deadLettered == 1)
        #expect(try sockets.harness.deadLetters().first?.code == "line-too-long")
    }

    @Test("When too much waits for the end of its line, the client with most of it is closed")
    func limitsHeld() throws {
        let sockets = try SocketHarness()
        var limits = SocketLimits()
        limits.heldBytes = 10_000
        _ = try sockets.openSocket(limits)
        let small = try DoorClient.unix(sockets.socketPath)
        let large = try DoorClient.unix(sockets.socketPath)
        small.send(String(sampleAlert(1).prefix(100)))
        large.send("{\"hostname\":\"" + String(repeating: "x", count: 20_000))
        large.waitForEnd()
        small.send(String(sampleAlert(1).dropFirst(100)) + "\n")
        #expect(sockets.hasKept(2))
        let counters = sockets.stop()
        #expect(counters.appended == 1)
        // What the large one had sent is kept as it is.
        #expect(try sockets.harness.deadLetters().map(\.value.count) == [20_013])
        #expect(counters.deadLettered == 1)
    }

    @Test("A stale socket is replaced; one that somebody listens at, and any other file, is left alone")
    func staleSocket() throws {
        let sockets = try SocketHarness()
        _ = try sockets.openSocket()
        let other = try SocketHarness()
        func open(_ path: String) throws {
            let door = SocketDoor(
                path: path,
                intake: other.harness.intake,
                metrics: other.metrics,
                logger: .silent
            )
            let running = try RunningService(door)
            #expect(running.stop() == .signaled(SIGTERM))
        }
        #expect(throws: RunningService.NotStarted.self) { try open(sockets.socketPath) }
        // The one that listens still does.
        try DoorClient.unix(sockets.socketPath).send(sampleAlert(1) + "\n")
        #expect(sockets.hasKept(1))
        // A hard link stays when the door removes its own name: nobody listens there any more.
        let stale = sockets.folder.path + "/stale.sock"
        try FileManager.default.linkItem(atPath: sockets.socketPath, toPath: stale)
        _ = sockets.stop()
        #expect(FileManager.default.fileExists(atPath: stale))
        try open(stale)
        try sockets.folder.append("text")
        #expect(throws: RunningService.NotStarted.self) { try open(sockets.folder.log) }
        #expect(try String(contentsOfFile: sockets.folder.log, encoding: .utf8) == "text")
        other.harness.stop()
    }

    @Test(
        "All captures through the socket: the same alerts are kept that a plain reader finds, byte for byte",
        .enabled(if: !CaptureTests.files.isEmpty, "there is no ../shared/data/falco")
    )
    func captures() throws {
        let sockets = try SocketHarness()
        _ = try sockets.openSocket()
        let expected = try ExpectedCaptures()
        for file in CaptureTests.files {
            try DoorClient.unix(sockets.socketPath).send(
                Array(try Data(contentsOf: URL(fileURLWithPath: "\(CaptureTests.folder)/\(file)")))
            )
        }
        #expect(sockets.hasKept(expected.pieces))
        expected.check(sockets.stop(), sockets.digests())
    }

    @Test("What is not UTF-8 is kept as it came and appended")
    func notUTF8() throws {
        let sockets = try SocketHarness()
        _ = try sockets.openSocket()
        let alert = ExpectedCaptures.notUTF8
        let client = try DoorClient.unix(sockets.socketPath)
        client.send(alert + [0x0A])
        #expect(sockets.hasKept(1))
        #expect(sockets.stop().appended == 1)
        #expect(sockets.digests() == [SHA256.digest(of: alert).hex])
    }
}
