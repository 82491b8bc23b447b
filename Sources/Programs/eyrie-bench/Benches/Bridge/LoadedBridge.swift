/// One bridge with its spool, and what was sent to it.
struct LoadedBridge {
    /// Keep-alive connections of a common load.
    static let connections = 64
    private static let bodies = 2_000

    let bridge: BridgeProcess
    private let plan: BridgePlan
    private let wrk: String
    private let folder: TemporaryFolder
    private let name: String
    private let url: String
    private var generation = 0
    private var sent = 0
    private var accepted = 0
    private var failed = 0

    init(
        _ plan: BridgePlan,
        _ wrk: String,
        _ folder: TemporaryFolder,
        name: String,
        settings: [String] = []
    ) throws {
        self.plan = plan
        self.wrk = wrk
        self.folder = folder
        self.name = name
        bridge = try BridgeProcess(plan.program, folder: "\(folder.path)/\(name)", settings: settings)
        url = "\(settings.isEmpty ? "http" : "https")://127.0.0.1:\(bridge.httpPort)/"
    }

    mutating func warmUp() throws {
        try fill(seconds: 2)
    }

    /// A load that is not measured.
    mutating func fill(seconds: Int) throws {
        _ = try load(url, Self.connections, seconds: seconds)
    }

    /// Alerts answered 200 so far.
    var acceptedCount: Int {
        accepted
    }

    /// One load on the bridge.
    mutating func load(into series: inout LoadSeries, _ connections: Int) throws {
        let before = bridge.processorSeconds
        let load = try load(url, connections)
        series.add(load, processorSeconds: bridge.processorSeconds - before)
    }

    /// One load on any server; what goes to the bridge is counted.
    mutating func load(
        _ url: String,
        _ connections: Int,
        seconds: Int? = nil,
        isCounted: Bool = true
    ) throws -> HTTPLoad {
        let script = try LoadScript.write(
            to: folder,
            bodies: Self.bodies,
            seed: 4_401,
            generation: generation
        )
        generation += 1
        let load = try HTTPLoad.run(
            wrk,
            url,
            connections: connections,
            seconds: seconds ?? plan.seconds,
            script: script
        )
        if isCounted {
            sent += load.sent
            accepted += load.accepted
            failed += load.failed
        }
        return load
    }

    /// Counts every alert in the spool of a bridge that has ended, and holds it against what wrk saw.
    ///
    /// wrk leaves without the last answer of each connection, so between the two there may be some.
    func audit(_ part: String) throws -> [Figure] {
        let census = try AlertCensus.spool(folder: "\(folder.path)/\(name)")
        plan.progress("\(part): \(census.alerts) alerts in the log, \(accepted) answered 200, \(sent) sent")
        return [
            Figure("\(part): in the log", Double(census.alerts), "alerts"),
            Figure("\(part): answered 200", Double(accepted), "alerts"),
            Figure("\(part): 200 and not in the log", Double(max(0, accepted - census.alerts)), "alerts", .exactly(0)),
            Figure("\(part): in the log and not sent", Double(max(0, census.alerts - sent)), "alerts", .exactly(0)),
            Figure("\(part): in the log twice", Double(census.repeated), "alerts", .exactly(0)),
            Figure("\(part): requests that failed", Double(failed), "requests", .exactly(0)),
        ]
    }
}
