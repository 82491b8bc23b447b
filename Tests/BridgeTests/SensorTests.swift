import EventModel
import FalcoBridge
import Foundation
import Glibc
import HTTPService
import JSONText
import Lifecycle
import LogPort
import PipelineTestKit
import StageRuntime
import Synchronization
import Testing

@Suite("Sensors")
struct SensorTests {
    /// A clock that is set by hand.
    private final class HandClock: Sendable {
        private let now = Mutex<Int64>(1_700_000_000_000)

        var clock: ReceiptClock { ReceiptClock { self.now.withLock { $0 } } }

        func advance(seconds: Int64) {
            now.withLock { $0 += seconds * 1000 }
        }
    }

    private static func watching() throws -> IntakeHarness {
        var settings = IntakeHarness.quick
        settings.watchesNodes = true
        settings.bridgeName = "edge-1"
        return try IntakeHarness(settings: settings)
    }

    private static func sensors(_ harness: IntakeHarness) throws -> [Sensor] {
        try harness.values(of: Topics.sensors.name).map { try JSONParser().decode(Sensor.self, from: $0) }
    }

    /// What `eyrie sensors` makes of the log.
    private static func overview(_ harness: IntakeHarness) throws -> SensorOverview {
        let overview = SensorOverview()
        for stored in harness.log.records(of: TopicPartition(Topics.sensors.name, 0)) {
            let value = try #require(stored.record.value)
            overview.take(
                try JSONParser().decode(Sensor.self, from: value),
                receivedMilliseconds: stored.record.timestampMilliseconds
            )
        }
        return overview
    }

    private static func alert(_ number: Int, node: String) -> String {
        sampleAlert(number).replacing("node-1", with: node)
    }

    private static func submit(_ texts: [String], _ harness: IntakeHarness, at milliseconds: Int64) {
        let door = harness.intake.openDoor("memory", kind: "memory")
        let timed = IntakeHarness.batch(texts, .alerts, at: milliseconds)
        #expect(harness.intake.submit(timed, from: door) && harness.intake.waitUntilKept())
    }

    @Test("A heartbeat has bridge, version, nodes and the doors' counts; it counts as its own door")
    func heartbeat() throws {
        let harness = try Self.watching()
        try harness.start()
        defer { harness.stop() }
        let hand = HandClock()
        let settings = SensorSettings(version: "7.8.9")
        let heartbeat = SensorHeartbeat(
            settings: settings,
            bridgeName: "edge-1",
            intake: harness.intake,
            clock: hand.clock
        )
        let start = hand.clock.milliseconds
        Self.submit([Self.alert(1, node: "b"), Self.alert(2, node: "a"), Self.alert(3, node: "b")], harness, at: start)
        hand.advance(seconds: 60)
        #expect(heartbeat.beat())
        hand.advance(seconds: 60)
        #expect(heartbeat.beat())
        #expect(harness.intake.waitUntilKept())
        let sensors = try Self.sensors(harness)
        #expect(sensors.map(\.kind) == [.heartbeat, .heartbeat])
        #expect(sensors.map(\.node) == ["edge-1", "edge-1"])
        let first = String(decoding: try #require(sensors.first?.received), as: UTF8.self)
        // 1,700,000,000 s is 2023-11-14T22:13:20Z.
        #expect(
            first.hasPrefix(
                #"{"bridge":"edge-1","version":"7.8.9","started":"2023-11-14T22:13:20.000000000Z","#
                    + #""interval_seconds":60,"silent_after_seconds":7200,"nodes":[{"node":"a","seen":"2023-11-14T22:13:20.000000000Z","alerts":1},"#
                    + #"{"node":"b","seen":"2023-11-14T22:13:20.000000000Z","alerts":2}],"unwatched_alerts":0,"#
                    + #""doors":[{"door":"edge-1/memory","received":3,"appended":3,"#
            )
        )
        let second = String(decoding: try #require(sensors.last?.received), as: UTF8.self)
        #expect(second.contains(#""nodes":[],"#))
        let counters = try #require(harness.intake.counters.first { $0.door == "edge-1/sensors" })
        #expect(counters.received == 2)
        #expect(counters.sensors == 2)
        #expect(counters.counts.isBalanced)
        let overview = try Self.overview(harness)
        #expect(overview.bridges.map(\.bridge) == ["edge-1"])
        #expect(overview.bridges.first?.version == "7.8.9")
        #expect(overview.bridges.first?.seenMilliseconds == start + 120_000)
        #expect(overview.nodes.map(\.node) == ["a", "b"])
        #expect(overview.nodes.map(\.seenMilliseconds) == [start, start])
        #expect(overview.nodes.allSatisfy { $0.blindSinceMilliseconds == nil })
    }

    @Test("A node that falls silent is reported once, by receipt time, and is seen again when it reports again")
    func silence() throws {
        let harness = try Self.watching()
        try harness.start()
        defer { harness.stop() }
        let hand = HandClock()
        var settings = SensorSettings(version: "1")
        settings.silentAfter = .seconds(600)
        let heartbeat = SensorHeartbeat(settings: settings, bridgeName: "", intake: harness.intake, clock: hand.clock)
        let start = hand.clock.milliseconds
        Self.submit([Self.alert(1, node: "a"), Self.alert(2, node: "b")], harness, at: start)
        hand.advance(seconds: 599)
        #expect(heartbeat.beat())
        Self.submit([Self.alert(3, node: "b")], harness, at: hand.clock.milliseconds)
        hand.advance(seconds: 1)
        // Just now a is silent for 600 s, and b for one.
        #expect(heartbeat.beat())
        hand.advance(seconds: 60)
        #expect(heartbeat.beat())
        #expect(harness.intake.waitUntilKept())
        let silent = try Self.sensors(harness).filter { $0.kind == .silent }
        #expect(silent.map(\.node) == ["a"])
        #expect(silent.first?.priority == .warning)
        #expect(
            silent.first?.received.map { String(decoding: $0, as: UTF8.self) }
                == #"{"bridge":"bridge","seen":"2023-11-14T22:13:20.000000000Z","silent_after_seconds":600}"#
        )
        var nodes = try Self.overview(harness).nodes
        #expect(nodes.map(\.blindSinceMilliseconds) == [start, nil])
        Self.submit([Self.alert(4, node: "a")], harness, at: hand.clock.milliseconds)
        hand.advance(seconds: 60)
        #expect(heartbeat.beat() && harness.intake.waitUntilKept())
        nodes = try Self.overview(harness).nodes
        #expect(nodes.map(\.blindSinceMilliseconds) == [nil, nil])
        // 599 + 1 + 60 seconds after the start.
        #expect(nodes.first?.seenMilliseconds == start + 660_000)
    }

    @Test("A node that fell silent while its bridge was away is blind by the heartbeats alone")
    func silenceOverRestart() throws {
        let harness = try Self.watching()
        try harness.start()
        defer { harness.stop() }
        let hand = HandClock()
        func beat() throws {
            let settings = SensorSettings(version: "1")
            let heartbeat = SensorHeartbeat(
                settings: settings,
                bridgeName: "",
                intake: harness.intake,
                clock: hand.clock
            )
            #expect(heartbeat.beat() && harness.intake.waitUntilKept())
        }
        let start = hand.clock.milliseconds
        Self.submit([Self.alert(1, node: "a")], harness, at: start)
        try beat()
        try harness.restart()
        // One second less than two hours, and two hours.
        hand.advance(seconds: 7_199)
        try beat()
        #expect(try Self.overview(harness).nodes.map(\.blindSinceMilliseconds) == [nil])
        hand.advance(seconds: 1)
        try beat()
        #expect(try Self.overview(harness).nodes.map(\.blindSinceMilliseconds) == [start])
        #expect(try Self.sensors(harness).allSatisfy { $0.kind == .heartbeat })
        Self.submit([Self.alert(2, node: "a")], harness, at: hand.clock.milliseconds)
        try beat()
        #expect(try Self.overview(harness).nodes.map(\.blindSinceMilliseconds) == [nil])
    }

    @Test("Beyond 4,096 nodes none is watched, and their alerts are counted")
    func manyNodes() throws {
        let harness = try Self.watching()
        try harness.start()
        defer { harness.stop() }
        let hand = HandClock()
        let heartbeat = SensorHeartbeat(
            settings: SensorSettings(version: "1"),
            bridgeName: "",
            intake: harness.intake,
            clock: hand.clock
        )
        let nodes = (0..<4_100).map { Self.alert($0, node: "node-\($0)") }
        Self.submit(nodes + [Self.alert(1, node: "node-4099")], harness, at: hand.clock.milliseconds)
        #expect(heartbeat.beat() && harness.intake.waitUntilKept())
        // Four nodes too many, and one more alert of the last of them.
        let report = try #require(try Self.sensors(harness).first?.received)
        let counts = try report.withUnsafeBytes { bytes in
            try JSONParser().withDocument(bytes) { view in
                (view.member("nodes")?.elementCount, view.member("unwatched_alerts")?.int64)
            }
        }
        #expect(counts.0 == 4_096)
        #expect(counts.1 == 5)
    }

    @Test("Drops, version and rules of Falco's own alerts are found in the log")
    func internalAlerts() throws {
        let harness = try Self.watching()
        try harness.start()
        defer { harness.stop() }
        let head = #"{"hostname":"n1","priority":"Debug","source":"internal","time":"2026-03-02T08:15:30Z","#
        func drop(_ count: Int) -> String {
            head
                + #""rule":"Falco internal: syscall event drop","output_fields":{"n_evts":"99","n_drops":"\#(count)"}}"#
        }
        #expect(harness.keep([drop(4), drop(3)], as: .alerts))
        var node = try #require(try Self.overview(harness).nodes.first)
        #expect(node.drops == 7)
        #expect(node.version == nil)
        let snapshot =
            head + #""rule":"Falco internal: metrics snapshot","output_fields":{"falco.version":"0.41.0","#
            + #""scap.n_drops":40,"falco.outputs_queue_num_drops":2,"falco.sha256_rules_file.falco_rules":"aa11","#
            + #""falco.sha256_rules_file.local":"bb22"}}"#
        #expect(harness.keep([snapshot, drop(1)], as: .alerts))
        node = try #require(try Self.overview(harness).nodes.first)
        // The totals of a snapshot are the drops since Falco's start: 40 + 2, and drop alerts add nothing any more.
        #expect(node.drops == 42)
        #expect(node.version == "0.41.0")
        // printf 'falco_rules aa11\nlocal bb22\n' | sha256sum
        #expect(node.rules == "5653111eafee0648e768c97423f79cc3d703f66985b863d41b7c394b7a4e0f54")
        #expect(node.blindSinceMilliseconds == nil)
    }

    /// A web server as Falco's, which can fall ill.
    private final class FalcoServer: Sendable {
        let isWell = Mutex(true)
        let metrics: String
        private let server = Mutex<HTTPServer?>(nil)

        init(metrics: String) {
            self.metrics = metrics
        }

        func open() throws -> UInt16 {
            let options = HTTPServerOptions(endpoint: .tcp(address: "127.0.0.1", port: 0))
            let opened = try HTTPServer(options: options) { request in
                if request.hasPath("/healthz") {
                    return .answer(self.isWell.withLock { $0 } ? .text(200, "{\"status\": \"ok\"}") : .text(500, "ill"))
                }
                if request.hasPath("/versions") {
                    return .answer(.json(200, Array(#"{"engine_version":"0.43.0","falco_version":"0.42.1"}"#.utf8)))
                }
                return .answer(request.hasPath("/metrics") ? .text(200, self.metrics) : .text(404, ""))
            }
            server.withLock { $0 = opened }
            return opened.port
        }

        func stop() {
            server.withLock { $0 }?.stop(within: .seconds(5))
        }
    }

    @Test("Falco's web server is asked for health, version and metrics; one that is ill or gone is blind since then")
    func polling() throws {
        let harness = try Self.watching()
        try harness.start()
        defer { harness.stop() }
        let falco = FalcoServer(
            metrics: """
                # HELP falcosecurity_evt_hostname_info https://falco.org/docs/metrics/
                # TYPE falcosecurity_evt_hostname_info gauge
                falcosecurity_evt_hostname_info{hostname="n1"} 1
                falcosecurity_falco_sha256_rules_files_info{file_name="falco_rules.yaml",sha256="abc123"} 1
                falcosecurity_scap_n_drops_total 12
                falcosecurity_falco_outputs_queue_num_drops_total 3
                a line that is no sample
                """
        )
        let port = try falco.open()
        var settings = SensorSettings(version: "1")
        settings.endpoints = ["http://127.0.0.1:\(port)/"]
        settings.pollTimeout = .seconds(5)
        let hand = HandClock()
        let start = hand.clock.milliseconds
        let poller = FalcoPoller(settings: settings, bridgeName: "edge-1", intake: harness.intake, clock: hand.clock)
        func look() throws -> SensorOverview.Node {
            #expect(poller.pollAll(StopFlag()) && harness.intake.waitUntilKept())
            let nodes = try Self.overview(harness).nodes
            #expect(nodes.count == 1)
            return try #require(nodes.first)
        }
        var node = try look()
        #expect(node.node == "n1")
        #expect(node.version == "0.42.1")
        #expect(node.drops == 15)
        #expect(node.rules == "abc123")
        #expect(node.seenMilliseconds == start)
        #expect(node.blindSinceMilliseconds == nil)
        falco.isWell.withLock { $0 = false }
        hand.advance(seconds: 60)
        node = try look()
        #expect(node.blindSinceMilliseconds == start + 60_000)
        #expect(node.seenMilliseconds == start + 60_000)
        falco.stop()
        hand.advance(seconds: 60)
        node = try look()
        // Gone, it says no name either: it is the one that answered there before, and blind for longer already.
        #expect(node.node == "n1")
        #expect(node.blindSinceMilliseconds == start + 60_000)
        #expect(node.seenMilliseconds == start + 60_000)
        let answers = try Self.sensors(harness)
        #expect(answers.map(\.kind) == [.answer, .answer, .answer])
        #expect(answers.map(\.priority) == [.informational, .warning, .warning])
    }

    @Test("An endpoint that does not answer in time, or answers too much, leaves a record with the fault")
    func slowAndLarge() throws {
        let harness = try Self.watching()
        try harness.start()
        defer { harness.stop() }
        // Somebody listens and never accepts.
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                #expect(bind(listener, pointer, length) == 0)
                #expect(listen(listener, 4) == 0)
                #expect(getsockname(listener, pointer, &length) == 0)
            }
        }
        let port = UInt16(bigEndian: address.sin_port)
        let large = FalcoServer(metrics: String(repeating: "#", count: 2 << 20))
        let largePort = try large.open()
        defer { large.stop() }
        var settings = SensorSettings(version: "1")
        settings.endpoints = ["http://127.0.0.1:\(port)", "http://127.0.0.1:\(largePort)"]
        settings.pollTimeout = .seconds(1)
        let hand = HandClock()
        let poller = FalcoPoller(settings: settings, bridgeName: "", intake: harness.intake, clock: hand.clock)
        #expect(poller.pollAll(StopFlag()) && harness.intake.waitUntilKept())
        let answers = try Self.sensors(harness)
        #expect(answers.map(\.node) == ["127.0.0.1:\(port)", "127.0.0.1:\(largePort)"])
        let texts = answers.map { String(decoding: $0.received ?? [], as: UTF8.self) }
        #expect(texts[0].contains(#","fault":""#) && !texts[0].contains("health_status"), "\(texts[0])")
        #expect(
            texts[1].contains(#""health_status":200,"fault":"the answer is over the client's limit""#),
            "\(texts[1])"
        )
        let nodes = try Self.overview(harness).nodes
        #expect(nodes.first { $0.node == "127.0.0.1:\(port)" }?.blindSinceMilliseconds == hand.clock.milliseconds)
        #expect(nodes.first { $0.node == "127.0.0.1:\(largePort)" }?.blindSinceMilliseconds == nil)
    }
}
