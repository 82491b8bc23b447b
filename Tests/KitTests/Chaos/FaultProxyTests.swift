import ChaosKit
import Foundation
import PipelineTestKit
import Testing

@Suite("The proxy")
struct FaultProxyTests {
    /// A request and an answer are the same bytes here: 20 bytes of size, API 0, version 0, correlation 7, and padding.
    private static let message: [UInt8] = [0, 0, 0, 16] + [0, 0, 0, 0] + [0, 0, 0, 7] + [1, 2, 3, 4, 5, 6, 7, 8]

    private static func port(_ proxy: FaultProxy) throws -> UInt16 {
        try #require(proxy.bootstrapServers.split(separator: ":").last.flatMap { UInt16($0) })
    }

    /// Runs a body with a broker behind a proxy, and a client that has exchanged one message through it.
    private static func withConnection(_ body: (FaultProxy, EchoBroker, LoopbackClient) throws -> Void) throws {
        let broker = try EchoBroker()
        let proxy = try FaultProxy(brokers: [broker.port])
        try proxy.start()
        defer { proxy.stop() }
        let client = LoopbackClient(port: try port(proxy))
        client.write(message)
        try #require(client.read(message.count) == message)
        try body(proxy, broker, client)
    }

    /// Waits for what another thread does.
    private static func eventually(_ isSo: () -> Bool) -> Bool {
        Patience.wait(within: .seconds(5), lookingEvery: .milliseconds(2), until: isSo)
    }

    @Test("bytes go through in both directions and are counted by connection")
    func passes() throws {
        try Self.withConnection { proxy, broker, client in
            client.write(Self.message + Self.message)
            #expect(client.read(40) == Self.message + Self.message)
            #expect(broker.bytes.count == 60)
            #expect(
                proxy.counts
                    == {
                        var counts = ProxyCounts()
                        counts.accepted = 1
                        return counts
                    }()
            )
            client.end()
        }
    }

    @Test("a cut connection ends for both sides, and is counted")
    func cuts() throws {
        try Self.withConnection { proxy, broker, client in
            proxy.strike(.cut, oneIn: 1, seed: 1)
            #expect(client.read(1) == [])
            #expect(Self.eventually { broker.isEnded })
            #expect(Self.eventually { proxy.counts.cut == 1 })
            client.end()
        }
    }

    @Test("delayed bytes come later, and at once after healing")
    func delays() throws {
        try Self.withConnection { proxy, _, client in
            proxy.strike(.delay(milliseconds: 150), oneIn: 1, seed: 1)
            #expect(Self.eventually { proxy.counts.delayed == 1 })
            let clock = ContinuousClock()
            let sent = clock.now
            client.write(Self.message)
            #expect(client.read(Self.message.count) == Self.message)
            // Once there and once back.
            #expect(sent.duration(to: clock.now) >= .milliseconds(300))
            client.end()
        }
    }

    @Test("requests that are late arrive although their sender has gone")
    func late() throws {
        try Self.withConnection { proxy, broker, client in
            proxy.strike(.lateRequests(milliseconds: 200), oneIn: 1, seed: 1)
            #expect(Self.eventually { proxy.counts.delayed == 1 })
            client.write(Self.message)
            client.end()
            #expect(broker.bytes.count == Self.message.count)
            #expect(Self.eventually { broker.bytes.count == 2 * Self.message.count })
            #expect(Self.eventually { broker.isEnded })
        }
    }

    @Test("a half open connection swallows bytes and stays, until it is healed by an end")
    func halfOpen() throws {
        try Self.withConnection { proxy, broker, client in
            proxy.strike(.halfOpen, oneIn: 1, seed: 1)
            #expect(Self.eventually { proxy.counts.halfOpened == 1 })
            client.write(Self.message)
            proxy.heal()
            #expect(client.read(1) == [])
            #expect(broker.bytes == Self.message)
            client.end()
        }
    }

    @Test("answers that are none are counted, and end the connection")
    func misread() throws {
        try Self.withConnection { proxy, _, client in
            // The broker sends it back as an answer: a size of 0 is too small for a correlation id.
            client.write([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
            #expect(client.read(1) == [])
            #expect(proxy.counts.misread == 1)
            client.end()
        }
    }
}
