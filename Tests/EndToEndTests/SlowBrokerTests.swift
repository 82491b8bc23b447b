import ChaosKit
import Foundation
import Glibc
import PipelineTestKit
import Testing

/// A cluster that hangs is the spool's business, not Falco's.
@Suite("A broker that does not answer", .serialized)
struct SlowBrokerTests {
    /// Takes connections and says nothing, as a broker that was stopped (SIGSTOP) does.
    private final class SilentBroker {
        private let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        private(set) var port: UInt16 = 0

        init() throws {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let code = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                    bind(descriptor, address, length) + listen(descriptor, 100)
                        + getsockname(descriptor, address, &length)
                }
            }
            try #require(code == 0)
            port = UInt16(bigEndian: address.sin_port)
        }

        deinit {
            close(descriptor)
        }
    }

    /// The bound for an orderly end, in seconds.
    private static let stopBound = 5.0

    @Test("A bridge whose broker takes connections and says nothing keeps alerts, answers at once, and stops in time")
    func silent() throws {
        let folder = try TemporaryFolder()
        let broker = try SilentBroker()
        let words = [
            "bridge", "--log", "kafka://127.0.0.1:\(broker.port)", "--folder", folder.path, "--set",
            "bridge.http.address=127.0.0.1", "--set", "bridge.http.port=0", "--set", "probes.port=0",
        ]
        var alerts = PostedAlerts()
        for _ in 0..<2 {
            let bridge = try RunningProcess(words)
            #expect(bridge.hasSaid("eyrie is up"), "\(bridge.text)")
            let areKept = alerts.post(200, to: bridge.door, connections: 4, patience: .seconds(5))
            #expect(areKept, "\(alerts.acknowledged.count) were answered: \(bridge.text)")
            #expect(try bridge.probe("/healthz") == 200)
            let end = bridge.stop()
            #expect(end.code == 0 && end.seconds < Self.stopBound, "\(end): \(bridge.text)")
        }
        try KeptAlerts(spool: "\(folder.path)/spool").check(alerts)
    }

    @Test(
        "A cluster that hangs for seconds delays no answer, and when it goes on everything is in the log once",
        .enabled(if: !KafkaPlace.servers.isEmpty, KafkaPlace.skipped)
    )
    func pause() throws {
        let folder = try TemporaryFolder()
        let place = try KafkaPlace(folder: folder.path, partitions: 2)
        let ports = KafkaPlace.servers.split(separator: ",").compactMap { $0.split(separator: ":").last }
        let proxy = try FaultProxy(brokers: ports.compactMap { UInt16($0) })
        try proxy.start()
        defer { proxy.stop() }
        let bridge = try RunningProcess(["bridge"] + place.words(throughServers: proxy.bootstrapServers))
        #expect(bridge.hasSaid("eyrie is up"), "\(bridge.text)")
        var alerts = PostedAlerts()
        let areKept = alerts.post(200, to: bridge.door, connections: 4)
        #expect(areKept)
        for fault in [ConnectionFault.delay(milliseconds: 3_000), .halfOpen] {
            proxy.strike(fault, oneIn: 1, seed: 1)
            let areKeptMeanwhile = alerts.post(400, to: bridge.door, connections: 4, patience: .seconds(2))
            #expect(areKeptMeanwhile, "\(fault): \(bridge.text)")
            proxy.heal()
        }
        let isThere = try Patience.wait(within: .seconds(60), lookingEvery: .milliseconds(500)) {
            try place.run("ledger").contains("log: 1000 alerts")
        }
        #expect(isThere, "\(bridge.text)")
        #expect(bridge.stop().code == 0, "\(bridge.text)")
        #expect(proxy.counts.delayed > 0 && proxy.counts.halfOpened > 0)
        try KeptAlerts(printed: place.run("log", "cat", "alerts")).check(alerts)
    }
}
