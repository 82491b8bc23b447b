import EventModel
import FalcoBridge
import Foundation
import LogPort
import NodeAssembly
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
            is decided, and `eyrie ledger` has to balance. Then the same load goes to the same log's HTTP door without \
            stages, and then the stages without a door decide in bulk what has come in so. What an alert costs with \
            stages, less what the door alone costs, is held against what the stages cost in bulk.
            """,
        defaultRecords: 300_000,
        minimumRecords: 30_000,
        measure: measure
    )

    private static let connections = 64
    private static let repeats = 3

    private static func measure(_ run: BenchRun) throws -> BenchResult {
        let program = try ProgramRun.eyrie()
        let folder = try TemporaryFolder("http")
        defer { folder.remove() }
        let log = "\(folder.path)/log"
        var loads = DoorLoads(
            wrk: try ProgramRun.find("wrk", package: "wrk"),
            folder: folder,
            log: log,
            connections: connections,
            seconds: max(3, run.records / 30_000)
        )
        let process = try EyrieProcess(program: program, folder: log, settings: ["logging.level=notice"])
        defer { process.stop() }
        let ports = try process.waitUntilReady(within: 30)
        let url = "http://127.0.0.1:\(ports.http)/"
        try loads.warmUp(url)
        try waitUntilDecided(log)
        let trained = try process.run(["model", "train", "--activate"])
        guard trained.code == 0 else { throw BenchFailure("`eyrie model train` ended with \(trained.code)") }
        run.progress("a model is active")

        var whole = DoorLoads.Series()
        for number in 1...repeats {
            try loads.load(url, of: process.identifier, into: &whole) { try waitUntilDecided(log) }
            run.progress("with stages \(number) of \(repeats): \(whole.lastText)")
        }
        let memory = ProcessMemory.peakMebibytes(of: process.identifier)
        let ledger = try process.run(["ledger"])
        process.stop()

        let doors = try DoorsCommand.start(folder: log)
        defer { doors.process.stop() }
        var alone = DoorLoads.Series()
        let doorURL = "http://127.0.0.1:\(doors.port)/"
        for number in 1...repeats {
            try loads.load(doorURL, of: doors.process.identifier, into: &alone) { usleep(300_000) }
            run.progress("the door alone \(number) of \(repeats): \(alone.lastText)")
        }
        doors.process.stop()
        let bulk = try decideInBulk(log) / Double(max(1, alone.kept)) * 1e6
        run.progress("the stages in bulk: \(NumberText.short(bulk)) us an alert")

        let share = (whole.cost - alone.cost) / bulk
        return BenchResult(figures: [
            Figure("stages behind the door, to their cost in bulk", share, "times", .atMost(1.5)),
            Figure("answer, p99", whole.loads.map(\.p99).median, "ms", .below(20)),
            Figure("acknowledged and not appended", Double(whole.lost + alone.lost), "alerts", .exactly(0)),
            Figure("appended and not sent", Double(whole.surplus + alone.surplus), "alerts", .exactly(0)),
            Figure("requests that failed", Double(whole.failed + alone.failed), "requests", .exactly(0)),
            Figure("holes in the ledger", ledger.code == 0 ? 0 : 1, "holes", .exactly(0)),
            Figure("durable alerts answered 200", whole.loads.map(\.rate).median, "alerts/s"),
            Figure("processor time an alert, until decided", whole.cost, "us"),
            Figure("answer, p50", whole.loads.map(\.p50).median, "ms"),
            Figure("answer, slowest", whole.loads.map(\.largest).max() ?? 0, "ms"),
            Figure("sent", Double(whole.loads.reduce(0) { $0 + $1.sent }), "alerts"),
            Figure("appended", Double(whole.kept), "alerts"),
            Figure("resident memory, largest", memory, "MiB"),
            Figure("the door alone: durable alerts answered 200", alone.loads.map(\.rate).median, "alerts/s"),
            Figure("the door alone: processor time an alert", alone.cost, "us"),
            Figure("the stages in bulk: processor time an alert", bulk, "us"),
        ])
    }

    /// Decides everything that waits in a log nobody has open, and measures this process's computing seconds.
    private static func decideInBulk(_ log: String) throws -> Double {
        let watch = Stopwatch()
        let kinds: [Part.Kind] = [.stage, .projection, .service]
        try BenchNode.run(
            folder: log,
            running: { kinds.contains($0.kind) },
            body: { try DecisionWatch($0.log).waitUntilDecided(alerts: 0) }
        )
        return watch.processorSeconds
    }

    private static func waitUntilDecided(_ folder: String) throws {
        let log = try ReadOnlySQLiteLog(folder: folder)
        defer { log.close() }
        try DecisionWatch(log).waitUntilDecided(alerts: 0)
    }
}
