import EventModel
import FalcoBridge
import Foundation
import HTTPRequests
import HTTPService
import LogPort
import PipelineTestKit
import Synchronization
import Telemetry
import Testing

@Suite("Access to the HTTP door")
struct HTTPAccessTests {
    /// Lines that were logged.
    private final class Lines: Sendable {
        private let lines = Mutex<[String]>([])

        var text: String {
            lines.withLock { $0.joined() }
        }

        func add(_ line: String) {
            lines.withLock { $0.append(line) }
        }
    }

    private struct Place {
        let log: MemoryLog
        let metrics: MetricRegistry
        let lines: Lines
        let url: String

        func alertCount() -> Int {
            (0..<Int32(IntakeHarness.partitionCount)).reduce(0) {
                $0 + log.records(of: TopicPartition(Topics.alerts.name, $1)).count
            }
        }
    }

    private func withDoor(
        path: String = "",
        senders: [String] = [],
        tls: TLSIdentity? = nil,
        _ body: (Place) throws -> Void
    ) throws {
        let log = MemoryLog()
        try IntakeHarness.createTopics(in: log)
        let metrics = MetricRegistry()
        let lines = Lines()
        let logger = Logger(label: "test", clock: { 0 }, sink: { lines.add($0) })
        let intake = try AlertIntake(log: log, settings: IntakeHarness.quick, metrics: metrics, logger: logger)
        var options = HTTPServerOptions(endpoint: .tcp(address: "127.0.0.1", port: 0))
        options.tls = tls
        let access = try HTTPAccess(
            secretPath: Secret(path),
            allowedSenders: senders,
            hasIdentities: tls?.requiresClient == true
        )
        let door = HTTPDoor(options: options, intake: intake, access: access, clock: IntakeHarness.clock)
        try intake.start { _ in }
        try door.open()
        defer {
            door.stop(within: .milliseconds(100))
            intake.stop(within: .seconds(10))
        }
        let scheme = tls == nil ? "http" : "https"
        try body(Place(log: log, metrics: metrics, lines: lines, url: "\(scheme)://127.0.0.1:\(door.port)"))
    }

    @Test("With a secret path a POST anywhere else is 404 and counted, and the path is in no log line")
    func secretPath() throws {
        let secret = "/falco/kT9-x_2q.Z~7"
        try withDoor(path: secret) { place in
            let client = HTTPClient()
            let alert = Array(sampleAlert(1).utf8)
            for other in [
                "", "/", "/falco", "/falco/kT9-x_2q.Z~", "/falco/kT9-x_2q.Z~77", "/falco/kT9-x_2q.Z~7/", "/test",
                "/ping", "/falco/KT9-x_2q.Z~7", "//falco/kT9-x_2q.Z~7",
            ] {
                let answer = try client.post(place.url + other, body: alert)
                #expect(answer.status == 404, "\(other)")
                #expect(answer.text == "Not found\n")
            }
            #expect(place.alertCount() == 0)
            #expect(try client.post(place.url + secret, body: alert).status == 200)
            #expect(try client.post(place.url + secret + "?x=1", body: Array(sampleAlert(2).utf8)).status == 200)
            #expect(place.alertCount() == 2)
            #expect(try client.get(place.url + "/healthz").status == 200)
            #expect(try client.get(place.url + "/ping").text == "pong\n")
            let shown = place.metrics.exposition()
            #expect(shown.contains(#"eyrie_bridge_http_refusals_total{door="http",reason="secret_path"} 10"#))
            #expect(!shown.contains("kT9"))
            // Ten refusals, one line.
            #expect(place.lines.text.components(separatedBy: "A client was refused").count == 2)
            #expect(!place.lines.text.contains("kT9"), "\(place.lines.text)")
        }
    }

    @Test(
        "A path that cannot be secret is refused without being shown",
        arguments: ["/", "/short12", "no-slash-at-all", "/with space", "/with%20escape", "/with?query", "/ünïcödé"]
    )
    func refusesPaths(path: String) throws {
        let error = try #require(throws: BridgeError.self) {
            try HTTPAccess(secretPath: Secret(path), allowedSenders: [], hasIdentities: false)
        }
        #expect(!error.description.contains(path) || path == "/")
        #expect(error.action == "reading bridge.http.secret-path")
    }

    @Test("A sender that is not on the list gets 403 for everything but ping and healthz, and is counted")
    func allowedSenders() throws {
        let alert = Array(sampleAlert(1).utf8)
        try withDoor(senders: ["10.0.0.0/8", "127.0.0.2", "fd00::/8"]) { (place) throws in
            let client = HTTPClient()
            #expect(try client.post(place.url, body: alert).status == 403)
            #expect(try client.get(place.url + "/").status == 403)
            #expect(try client.get(place.url + "/ping").status == 200)
            #expect(try client.get(place.url + "/healthz").status == 200)
            #expect(place.alertCount() == 0)
            let shown = place.metrics.exposition()
            #expect(shown.contains(#"eyrie_bridge_http_refusals_total{door="http",reason="sender"} 2"#))
            #expect(place.lines.text.contains("127.0.0.1"), "\(place.lines.text)")
        }
        for list in [["127.0.0.1"], ["10.0.0.0/8", "127.0.0.0/30"]] {
            try withDoor(senders: list) { (place) throws in
                #expect(try HTTPClient().post(place.url, body: alert).status == 200)
            }
        }
    }

    @Test(
        "An entry that can never match is refused with its text",
        arguments: ["localhost", "10.0.0.0/33", "CN=node-7", "spiffe://acme/falco", ""]
    )
    func refusesEntries(entry: String) throws {
        let error = try #require(throws: BridgeError.self) {
            try HTTPAccess(secretPath: Secret(""), allowedSenders: ["10.0.0.1", entry], hasIdentities: false)
        }
        #expect(error.description.contains("\"\(entry)\""))
    }

    @Test(
        "With client certificates the subject is the sender in the envelope, and can be on the list",
        .enabled(if: OutsideTool.has("openssl", "curl"))
    )
    func certificates() throws {
        let authority = try TestAuthority()
        try authority.sign("server", for: .server)
        for name in ["node-7", "node-8"] {
            try authority.sign(name, for: .client, subject: "/O=Acme/CN=\(name)")
        }
        let identity = try TLSIdentity(
            TLSFiles(
                certificate: authority.path("server.crt"),
                key: authority.path("server.key"),
                clientAuthorities: authority.certificate
            )
        )
        try withDoor(senders: ["CN=node-7,O=Acme", "10.0.0.0/8"], tls: identity) { place in
            func post(_ name: String, _ number: Int) throws -> OutsideTool.Result {
                try OutsideTool.run(
                    "curl",
                    [
                        "-sS", "--max-time", "10", "-o", "/dev/null", "-w", "%{http_code}", "--cacert",
                        authority.certificate, "--cert", authority.path("\(name).crt"), "--key",
                        authority.path("\(name).key"), "-d", sampleAlert(number), place.url + "/",
                    ]
                )
            }
            let allowed = try post("node-7", 1)
            #expect(allowed.output == "200", "\(allowed.error)")
            #expect(try post("node-8", 2).output == "403")
            #expect(place.alertCount() == 1)
            #expect(place.lines.text.contains("CN=node-8,O=Acme"), "\(place.lines.text)")
            let values = (0..<Int32(IntakeHarness.partitionCount)).flatMap {
                place.log.records(of: TopicPartition(Topics.alerts.name, $0)).compactMap(\.record.value)
            }
            let envelope = String(decoding: try #require(values.first), as: UTF8.self)
            #expect(envelope.contains(#""door":"http","sender":"CN=node-7,O=Acme""#), "\(envelope)")
        }
    }
}
