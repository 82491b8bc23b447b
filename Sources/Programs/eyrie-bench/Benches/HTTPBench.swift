import EventModel
import FalcoBridge
import Foundation
import LogPort
import SQLiteLog

/// The HTTP door of the real program under `wrk`, with all stages behind it.
enum HTTPBench {
    static let bench = Bench(
        "http",
        summary: "the HTTP door: durable alerts from 64 keep-alive connections",
        discussion: """
            Starts `eyrie up`, trains and activates a model on a first run, then lets Debian's wrk post with 64 \
            keep-alive connections and 2 threads on the same processors, every body another. An answer of 200 means \
            that the alert is durable. Afterwards the door's own counters are compared with what wrk sent, all of it \
            is decided, and `eyrie ledger` has to balance.
            """,
        defaultRecords: 300_000,
        minimumRecords: 30_000,
        measure: measure
    )

    private static let connections = 64

    private static func measure(_ run: BenchRun) throws -> BenchResult {
        let program = try ProgramRun.eyrie()
        let wrk = try ProgramRun.find("wrk", package: "wrk")
        let folder = try TemporaryFolder("http")
        defer { folder.remove() }
        let log = "\(folder.path)/log"
        let process = try EyrieProcess(program: program, folder: log, settings: ["logging.level=notice"])
        defer { process.stop() }
        let ports = try process.waitUntilReady(within: 30)

        let url = "http://127.0.0.1:\(ports.http)/"
        let first = try LoadScript.write(to: folder, bodies: 2_000, seed: 4_401, generation: 0)
        _ = try HTTPLoad.run(wrk, url, connections: connections, seconds: 3, script: first)
        try waitUntilDecided(log)
        let trained = try process.run(["model", "train", "--activate"])
        guard trained.code == 0 else { throw BenchFailure("`eyrie model train` ended with \(trained.code)") }
        run.progress("a model is active")

        let seconds = max(3, run.records / 30_000)
        var loads: [HTTPLoad] = []
        var costs: [Double] = []
        var appended = 0
        var lost = 0
        var surplus = 0
        for repetition in 1...3 {
            let before = try keptByDoor(log)
            let computed = ProcessTime.seconds(of: process.identifier)
            let script = try LoadScript.write(to: folder, bodies: 2_000, seed: 4_401, generation: repetition)
            let load = try HTTPLoad.run(wrk, url, connections: connections, seconds: seconds, script: script)
            try waitUntilDecided(log)
            let spent = ProcessTime.seconds(of: process.identifier) - computed
            let kept = try keptByDoor(log) - before
            appended += kept
            lost += max(0, load.accepted - kept)
            surplus += max(0, kept - load.sent)
            loads.append(load)
            costs.append(spent / Double(max(1, kept)) * 1e6)
            run.progress(
                "repeat \(repetition) of 3: \(NumberText.short(load.rate))/s, p99 \(NumberText.short(load.p99)) ms, "
                    + "\(NumberText.short(costs[repetition - 1])) us an alert, "
                    + "sent \(load.sent), answered \(load.answered), failed \(load.failed), appended \(kept)"
            )
        }
        let memory = ProcessMemory.peakMebibytes(of: process.identifier)
        let ledger = try process.run(["ledger"])
        return BenchResult(figures: [
            Figure("durable alerts answered 200", loads.map(\.rate).median, "alerts/s", .atLeast(30_000)),
            Figure("answer, p99", loads.map(\.p99).median, "ms", .below(20)),
            Figure("acknowledged and not appended", Double(lost), "alerts", .exactly(0)),
            Figure("appended and not sent", Double(surplus), "alerts", .exactly(0)),
            Figure("requests that failed", Double(loads.reduce(0) { $0 + $1.failed }), "requests", .exactly(0)),
            Figure("holes in the ledger", ledger.code == 0 ? 0 : 1, "holes", .exactly(0)),
            Figure("processor time an alert, until decided", costs.median, "us"),
            Figure("answer, p50", loads.map(\.p50).median, "ms"),
            Figure("answer, slowest", loads.map(\.largest).max() ?? 0, "ms"),
            Figure("sent", Double(loads.reduce(0) { $0 + $1.sent }), "alerts"),
            Figure("appended", Double(appended), "alerts"),
            Figure("resident memory, largest", memory, "MiB"),
        ])
    }

    /// What the HTTP door says it appended, Falco's internal alerts included; read beside the owner.
    private static func keptByDoor(_ folder: String) throws -> Int {
        let log = try ReadOnlySQLiteLog(folder: folder)
        defer { log.close() }
        return try DoorChangelog.read(log)["http"].map { Int($0.appended + $0.sensors) } ?? 0
    }

    private static func waitUntilDecided(_ folder: String) throws {
        let log = try ReadOnlySQLiteLog(folder: folder)
        defer { log.close() }
        try DecisionWatch(log).waitUntilDecided(alerts: 0)
    }
}
