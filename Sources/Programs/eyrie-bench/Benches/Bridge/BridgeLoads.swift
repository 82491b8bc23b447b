import PipelineTestKit

/// The HTTP door of `eyrie bridge` under wrk: beside nginx, with many connections, over TLS.
///
/// Loads of the two sides take turns, so that what else the machine does meets both.
struct BridgeLoads {
    private static let connections = LoadedBridge.connections
    private static let manyConnections = 900

    private let plan: BridgePlan

    init(_ plan: BridgePlan) {
        self.plan = plan
    }

    /// The door, and nginx with the same requests.
    func besideNginx() throws -> BenchResult {
        guard let wrk = plan.peer("wrk", package: "wrk") else {
            return plan.skip(.http, "wrk sends the requests")
        }
        let folder = try TemporaryFolder("bridge-http")
        defer { folder.remove() }
        let nginx = try plan.peer("nginx", package: "nginx").map { try NginxServer($0, folder: folder) }
        defer { nginx?.stop() }
        var side = try LoadedBridge(plan, wrk, folder, name: "plain")
        defer { side.bridge.stop() }
        var door = LoadSeries()
        var peer = LoadSeries()
        try side.warmUp()
        for number in 1...plan.repeats {
            if let nginx {
                let before = nginx.processorSeconds
                let load = try side.load("http://127.0.0.1:\(nginx.port)/", Self.connections, isCounted: false)
                peer.add(load, processorSeconds: nginx.processorSeconds - before)
                plan.progress("http \(number) of \(plan.repeats), nginx: \(peer.lastText)")
            }
            try side.load(into: &door, Self.connections)
            plan.progress("http \(number) of \(plan.repeats), bridge: \(door.lastText)")
        }
        let peak = side.bridge.peakMebibytes
        side.bridge.stop()
        var result = BenchResult(figures: [
            Figure("http: durable alerts answered 200", door.rate, "alerts/s")
        ])
        if nginx != nil {
            result.figures.append(Figure("http: of nginx, one worker", door.rate / peer.rate, "times", .atLeast(0.38)))
            result.peers = [
                Peer("nginx, answering 200 at once", peer.rate, "requests/s"),
                Peer("nginx, p99", peer.p99, "ms"),
                Peer("nginx, processor", peer.processorSecondsPerHundredThousand, "s/100,000"),
            ]
        }
        result.figures += [
            Figure("http: answer, p99", door.p99, "ms", .below(10)),
            Figure("http: answer, p50", door.p50, "ms"),
            Figure("http: answer, slowest", door.slowest, "ms"),
            Figure("http: processor", door.processorSecondsPerHundredThousand, "s/100,000"),
            Figure("http: resident memory, largest", peak, "MiB", .below(Self.memoryMebibytes)),
        ]
        result.figures += try side.audit("http")
        return result
    }

    /// 900 connections beside 64 of the same bridge.
    func manyConnections() throws -> BenchResult {
        guard let wrk = plan.peer("wrk", package: "wrk") else {
            return plan.skip(.many, "wrk sends the requests")
        }
        let folder = try TemporaryFolder("bridge-many")
        defer { folder.remove() }
        var side = try LoadedBridge(plan, wrk, folder, name: "many")
        defer { side.bridge.stop() }
        var few = LoadSeries()
        var many = LoadSeries()
        try side.warmUp()
        for number in 1...plan.repeats {
            try side.load(into: &few, Self.connections)
            plan.progress("many \(number) of \(plan.repeats), \(Self.connections): \(few.lastText)")
            try side.load(into: &many, Self.manyConnections)
            plan.progress("many \(number) of \(plan.repeats), \(Self.manyConnections): \(many.lastText)")
        }
        let peak = side.bridge.peakMebibytes
        side.bridge.stop()
        // Medians of equal loads differ by some per cent from run to run.
        let share = many.rate / few.rate
        return BenchResult(
            figures: [
                Figure("many: durable alerts, 900 connections", many.rate, "alerts/s"),
                Figure("many: the same with 64", few.rate, "alerts/s"),
                Figure("many: 900 to 64 connections", share, "times", .atLeast(0.97)),
                Figure("many: answer, p99", many.p99, "ms"),
                Figure("many: processor", many.processorSecondsPerHundredThousand, "s/100,000"),
                Figure("many: resident memory, largest", peak, "MiB", .below(Self.memoryMebibytes)),
            ] + (try side.audit("many"))
        )
    }

    /// TLS beside plain text, two bridges at once of which one is idle.
    func overTLS() throws -> BenchResult {
        guard let wrk = plan.peer("wrk", package: "wrk") else {
            return plan.skip(.tls, "wrk sends the requests")
        }
        guard plan.peer("openssl", package: "openssl") != nil else {
            return plan.skip(.tls, "openssl makes the certificate")
        }
        let authority = try TestAuthority()
        try authority.sign("server", for: .server)
        let folder = try TemporaryFolder("bridge-tls")
        defer { folder.remove() }
        var plain = try LoadedBridge(plan, wrk, folder, name: "plain")
        defer { plain.bridge.stop() }
        var secure = try LoadedBridge(
            plan,
            wrk,
            folder,
            name: "tls",
            settings: [
                "bridge.http.tls.certificate=\(authority.path("server.crt"))",
                "bridge.http.tls.key=\(authority.path("server.key"))",
            ]
        )
        defer { secure.bridge.stop() }
        var plainLoads = LoadSeries()
        var secureLoads = LoadSeries()
        try plain.warmUp()
        try secure.warmUp()
        for number in 1...plan.repeats {
            try plain.load(into: &plainLoads, Self.connections)
            plan.progress("tls \(number) of \(plan.repeats), plain: \(plainLoads.lastText)")
            try secure.load(into: &secureLoads, Self.connections)
            plan.progress("tls \(number) of \(plan.repeats), TLS: \(secureLoads.lastText)")
        }
        let peak = secure.bridge.peakMebibytes
        plain.bridge.stop()
        secure.bridge.stop()
        let share = secureLoads.rate / plainLoads.rate
        return BenchResult(
            figures: [
                Figure("tls: durable alerts answered 200", secureLoads.rate, "alerts/s"),
                Figure("tls: the same without TLS", plainLoads.rate, "alerts/s"),
                Figure("tls: with TLS to without", share, "times", .atLeast(0.7)),
                Figure("tls: answer, p99", secureLoads.p99, "ms"),
                Figure("tls: processor", secureLoads.processorSecondsPerHundredThousand, "s/100,000"),
                Figure("tls: resident memory, largest", peak, "MiB", .below(Self.memoryMebibytes)),
            ] + (try secure.audit("tls"))
        )
    }

    /// The bound of the bridge's memory: 100 MB.
    static let memoryMebibytes = 100e6 / 1_048_576
}
