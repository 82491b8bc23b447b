import Foundation
import PipelineTestKit
import Testing

/// Those who stall, flood, or talk nonsense to the real program, while others want their alerts to be kept.
@Suite("Hostile clients of the real door", .serialized)
struct HostileClientTests {
    private static let head = "POST / HTTP/1.1\r\nHost: h\r\n"

    /// What slow clients say before they fall silent.
    private static let halves = [
        "", "POST", "\(head)X: ", "\(head)Content-Length: 100\r\n\r\n{\"rule\":",
        "\(head)Transfer-Encoding: chunked\r\n\r\n5\r\nab",
        "\(head)Content-Length: 5\r\nExpect: 100-continue\r\n\r\n",
        "\(head)Content-Length: 1000000\r\n\r\n" + String(repeating: "x", count: 800_000),
    ]

    private static func slowClients(_ count: Int, _ port: UInt16) throws -> [RawConnection] {
        try (0..<count).map { number in
            let connection = try #require(RawConnection(port: port), "connection \(number)")
            connection.send(halves[number % halves.count])
            return connection
        }
    }

    /// Each does one thing to a port, whatever the answer is.
    private static let nuisances: [@Sendable (UInt16, inout SeededGenerator) -> Void] = [
        // Nothing, nonsense, a request that is none, half a request and gone.
        { port, _ in _ = RawConnection(port: port) },
        { port, random in
            let noise = (0..<2_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            RawConnection(port: port)?.send(noise)
        },
        { port, _ in RawConnection(port: port)?.send("GET / HTTP/9.9\r\n\r\n\u{16}\u{3}\u{1}") },
        { port, random in
            let alert = "\(head)Content-Length: 900\r\n\r\n" + String(decoding: PostedAlerts.alert(0), as: UTF8.self)
            RawConnection(port: port)?.send(Array(alert.utf8.prefix(random.below(alert.utf8.count))))
        },
        // Brackets and control characters that once ended the process.
        { port, _ in RawConnection(port: port)?.send("\(head)Content-Length: 5\r\n\r\n[ \u{1},]") },
        // Floods of headers: many, and one that is long.
        { port, _ in
            let connection = RawConnection(port: port)
            connection?.send(head + (0..<5_000).map { "X-\($0): y\r\n" }.joined() + "\r\n")
            _ = connection?.receiveToEnd()
        },
        { port, _ in RawConnection(port: port)?.send(head + "X: " + String(repeating: "y", count: 1 << 20)) },
        // 2 GB that are announced, and 2 GB in chunks, as far as the door lets them come.
        { port, _ in
            let connection = RawConnection(port: port)
            connection?.send("\(head)Content-Length: 2147483648\r\n\r\n" + String(repeating: "x", count: 5_000))
            _ = connection?.receiveToEnd()
        },
        { port, _ in
            let connection = RawConnection(port: port)
            connection?.send("\(head)Transfer-Encoding: chunked\r\n\r\n")
            let chunk = Array(("100000\r\n" + String(repeating: "x", count: 1 << 20) + "\r\n").utf8)
            for _ in 0..<2_048 {
                guard connection?.send(chunk) == true else { return }
            }
        },
        // A megabyte that becomes 32.
        { port, _ in
            let bomb = GzipMember.of([UInt8](repeating: 0x20, count: 32 << 20))
            let connection = RawConnection(port: port)
            connection?.send("\(head)Content-Encoding: gzip\r\nContent-Length: \(bomb.count)\r\n\r\n")
            connection?.send(bomb)
            _ = connection?.receive(until: "\r\n\r\n")
        },
    ]

    @Test(
        "1,000 slow clients, nonsense, floods and 2 GB at once: whoever sends alerts is answered, and they are kept",
        arguments: [1_500, 256]
    )
    func crowd(connections: Int) throws {
        let folder = try TemporaryFolder()
        let process = try EyrieProcess(
            folder: folder.path,
            words: ["--set", "bridge.http.connections=\(connections)"]
        )
        #expect(process.isUp)
        let port = UInt16(process.httpPort)
        let slow = try Self.slowClients(1_000, port)
        let crowd = HostileCrowd(Self.nuisances, port: port)
        var alerts = PostedAlerts()
        let areKept = alerts.post(400, to: process.url, connections: 4, patience: .seconds(10))
        let rounds = crowd.stop()
        #expect(areKept, "\(alerts.acknowledged.count) of 400 were answered")
        #expect(rounds.allSatisfy { $0 > 0 }, "each of them had its turn: \(rounds)")
        withExtendedLifetime(slow) {}
        // 2 GB would show, and so would a MiB of each of a thousand.
        #expect((1..<500_000).contains(process.peakMemory), "\(process.peakMemory) KiB")
        let ledger = try EyrieProcess.ledgerWhenDecided(folder.path)
        #expect(ledger.code == 0, "\(ledger.output)\(ledger.error)")
        process.send(SIGTERM)
        #expect(process.wait() == 0)
        try KeptAlerts(folder: folder.path).check(alerts)
    }
}
