import FalcoBridge
import SQLiteLog
import StageRuntime

/// Loads of `wrk` on the HTTP door of a log in a folder, each with bodies of its own and counted afterwards.
struct DoorLoads {
    let wrk: String
    /// Where scripts are written.
    let folder: TemporaryFolder
    /// The log's folder.
    let log: String
    let connections: Int
    let seconds: Int
    private var generation = 0

    /// What some loads on one process took.
    struct Series {
        fileprivate(set) var loads: [HTTPLoad] = []
        /// Processor microseconds an alert, of each load.
        fileprivate(set) var costs: [Double] = []
        /// Alerts that the door says it appended, Falco's internal alerts included.
        fileprivate(set) var kept = 0
        /// Answered 200 and not appended.
        fileprivate(set) var lost = 0
        /// Appended and not sent.
        fileprivate(set) var surplus = 0

        var failed: Int {
            loads.reduce(0) { $0 + $1.failed }
        }

        /// Processor microseconds an alert.
        var cost: Double {
            costs.median
        }

        /// The last load in one line.
        var lastText: String {
            guard let load = loads.last, let cost = costs.last else { return "nothing" }
            return "\(NumberText.short(load.rate))/s, p99 \(NumberText.short(load.p99)) ms, "
                + "\(NumberText.short(cost)) us an alert, sent \(load.sent), answered \(load.answered), "
                + "failed \(load.failed)"
        }
    }

    init(wrk: String, folder: TemporaryFolder, log: String, connections: Int, seconds: Int) {
        self.wrk = wrk
        self.folder = folder
        self.log = log
        self.connections = connections
        self.seconds = seconds
    }

    /// Sends for three seconds and counts nothing.
    mutating func warmUp(_ url: String) throws {
        _ = try HTTPLoad.run(wrk, url, connections: connections, seconds: 3, script: nextScript())
    }

    /// Sends one load to a process and waits until it has done what belongs to it.
    mutating func load(
        _ url: String,
        of process: Int32,
        into series: inout Series,
        untilDone wait: () throws -> Void
    ) throws {
        let before = try keptByDoor()
        let computed = ProcessTime.seconds(of: process)
        let load = try HTTPLoad.run(wrk, url, connections: connections, seconds: seconds, script: nextScript())
        try wait()
        let spent = ProcessTime.seconds(of: process) - computed
        let kept = try keptByDoor() - before
        series.kept += kept
        series.lost += max(0, load.accepted - kept)
        series.surplus += max(0, kept - load.sent)
        series.loads.append(load)
        series.costs.append(spent / Double(max(1, kept)) * 1e6)
    }

    private mutating func nextScript() throws -> String {
        defer { generation += 1 }
        return try LoadScript.write(to: folder, bodies: 2_000, seed: 4_401, generation: generation)
    }

    /// What the HTTP door says it appended; read beside the owner.
    private func keptByDoor() throws -> Int {
        let log = try ReadOnlySQLiteLog(folder: log)
        defer { log.close() }
        return try DoorChangelog.read(log)["http"].map { Int($0[.appended] + $0[.sensors]) } ?? 0
    }
}
