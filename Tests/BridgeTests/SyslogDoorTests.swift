import Cryptography
import EventModel
import FalcoBridge
import Foundation
import Testing

@Suite("Syslog door")
struct SyslogDoorTests {
    enum Way: String, CaseIterable, Sendable {
        case udp
        case tcpCounted
        case tcpLines
        case unix
    }

    private static func header(_ number: Int) -> [UInt8] {
        // By turns the two forms, as rsyslog and glibc write them.
        let text = number % 2 == 0 ? "<132>Nov 21 16:45:58 falco[7]: " : "<132>1 2026-11-21T16:45:58Z node falco 7 - - "
        return Array(text.utf8)
    }

    /// Sends a message in the form of its way.
    private func send(_ message: [UInt8], _ number: Int, _ client: DoorClient, _ way: Way) {
        let whole = Self.header(number) + message
        switch way {
        case .udp, .unix: client.send(whole)
        case .tcpLines: client.send(whole + [0x0A])
        case .tcpCounted: client.send(Array("\(whole.count) ".utf8) + whole)
        }
    }

    private func client(_ door: SyslogDoor, _ sockets: SocketHarness, _ way: Way) throws -> DoorClient {
        switch way {
        case .udp: try DoorClient.loopback(door.udpPort, SOCK_DGRAM)
        case .tcpCounted, .tcpLines: try DoorClient.loopback(door.tcpPort, SOCK_STREAM)
        case .unix: try DoorClient.unix(sockets.socketPath, SOCK_DGRAM)
        }
    }

    @Test(
        "All captures, one line per message: the same alerts are kept that a plain reader finds, byte for byte",
        .enabled(if: !CaptureTests.files.isEmpty, "there is no ../shared/data/falco"),
        arguments: Way.allCases
    )
    func captures(way: Way) throws {
        let sockets = try SocketHarness()
        let door = try sockets.openSyslog()
        let client = try client(door, sockets, way)
        let expected = try ExpectedCaptures()
        for (number, line) in expected.lines.enumerated() {
            send(line, number, client, way)
            // UDP drops what its buffer cannot hold: at most forty on their way fit in any.
            if way == .udp, number % 20 == 19 {
                #expect(sockets.hasKept(number + 1 - 20))
            }
        }
        #expect(sockets.hasKept(expected.pieces))
        expected.check(sockets.stop(), sockets.digests())
        #expect(try sockets.senders() == [way == .unix ? sockets.socketPath : "127.0.0.1"])
    }

    @Test("What is not UTF-8 is kept as it came and appended", arguments: Way.allCases)
    func notUTF8(way: Way) throws {
        let sockets = try SocketHarness()
        let door = try sockets.openSyslog()
        let client = try client(door, sockets, way)
        send(ExpectedCaptures.notUTF8, 0, client, way)
        send(Array("words of another program".utf8), 1, client, way)
        #expect(sockets.hasKept(2))
        let counters = sockets.stop()
        #expect(counters.appended == 1)
        #expect(counters.skipped == 1)
        #expect(sockets.digests() == [SHA256.digest(of: ExpectedCaptures.notUTF8).hex])
    }

    @Test(
        "A message over the limit is kept by its beginning as a dead letter, the next is whole",
        arguments: Way.allCases
    )
    func limitsMessages(way: Way) throws {
        let sockets = try SocketHarness()
        var limits = SocketLimits()
        limits.pieceBytes = 1000
        let door = try sockets.openSyslog(limits)
        let client = try client(door, sockets, way)
        let long = Array("{\"hostname\":\"".utf8) + [UInt8](repeating: 0x78, count: 5000)
        send(long, 0, client, way)
        send(Array(sampleAlert(1).utf8), 1, client, way)
        #expect(sockets.hasKept(2))
        let counters = sockets.stop()
        #expect(counters.appended == 1)
        #expect(counters.deadLettered == 1)
        let letter = try #require(try sockets.harness.deadLetters().first)
        #expect(letter.code == "line-too-long")
        #expect(letter.value == Array(long[..<(1000 - Self.header(0).count)]))
    }

    @Test(
        "Addresses are numeric, with a port",
        arguments: [
            (":514", "", 514), ("127.0.0.1:0", "127.0.0.1", 0), ("[::1]:6514", "::1", 6514),
        ] as [(String, String, UInt16)]
    )
    func addresses(text: String, host: String, port: UInt16) {
        #expect(SocketAddress(text) == SocketAddress(host: host, port: port))
        #expect(SocketAddress(text)?.description == text)
    }

    @Test("An invalid address is refused", arguments: ["514", "host:514", "::1:514", "[127.0.0.1]:514", ":70000", ""])
    func noAddress(text: String) {
        #expect(SocketAddress(text) == nil)
    }
}
