import EventModel
import LogPort
import NodeAssembly
import SQLiteLog
import StageRuntime
import Synchronization

/// The whole pipeline on the embedded log: alerts from memory to verdicts and incidents, all of it durable.
enum PipelineBench {
    static let bench = Bench(
        "pipeline",
        summary: "the whole pipeline on the embedded log, from memory to verdict and incident",
        discussion: """
            Runs what `eyrie up` runs, bridge, three stages, vault and log, in this process. Alerts of about 1.5 KB \
            come from memory in blocks; a model that another process trained on a warm-up scores every alert; an \
            intrusion is inside once in 100,000 alerts. The clock stops when every alert has its verdict and the last \
            incident is committed. The generator of the alerts is part of the process: its time and memory are counted.
            """,
        defaultRecords: 3_000_000,
        minimumRecords: 20_000,
        measure: measure
    )

    struct Sample: Sendable {
        var rate = 0.0
        var processorMicroseconds = 0.0
        var halfway = 0.0
        var atEnd = 0.0
        var peak = 0.0
        var incidents = 0.0
        var bytesPerAlert = 0.0
        var holes = 0.0
    }

    private static func measure(_ run: BenchRun) throws -> BenchResult {
        let folder = try TemporaryFolder("pipeline")
        defer { folder.remove() }
        let sample = try fill(folder, run)
        return BenchResult(figures: [
            Figure("alerts decided, durable", sample.rate, "alerts/s", .atLeast(80_000)),
            Figure("resident memory, largest", sample.peak, "MiB", .below(200)),
            Figure("resident memory, second half's growth", sample.atEnd - sample.halfway, "MiB", .atMost(10)),
            Figure("holes in the ledger", sample.holes, "holes", .exactly(0)),
            Figure("resident memory at half", sample.halfway, "MiB"),
            Figure("resident memory at the end", sample.atEnd, "MiB"),
            Figure("processor time an alert", sample.processorMicroseconds, "us"),
            Figure("records of incidents", sample.incidents, "records"),
            Figure("stored an alert with all that followed", sample.bytesPerAlert, "bytes"),
        ])
    }

    /// Runs a bench's number of alerts through the pipeline into a folder, and looks at speed, memory and ledger.
    static func fill(_ folder: TemporaryFolder, _ run: BenchRun, audits: Bool = true) throws -> Sample {
        let warmUp = WarmUp(seed: 4_201, before: run.records)
        try warmUp.run(folder: folder.path)
        run.progress("\(warmUp.alerts) alerts of warm-up are decided and a model is active")
        let sample = Mutex(Sample())
        try BenchNode.run(folder: folder.path) { node in
            try feed(node, AlertFeeder(after: warmUp, intake: node.intake), run, sample)
            guard audits else { return }
            run.progress("auditing the ledger")
            let report = try LedgerAudit.run(log: node.log, vault: nil)
            sample.withLock { $0.holes = report.isBalanced ? 0 : 1 }
            for line in report.lines.suffix(4) where !report.isBalanced {
                run.progress(line)
            }
        }
        let bytes = Double(folder.byteCount)
        return sample.withLock {
            $0.bytesPerAlert = bytes / Double(run.records + warmUp.alerts)
            return $0
        }
    }

    private static func feed(
        _ node: PipelineNode,
        _ start: AlertFeeder,
        _ run: BenchRun,
        _ sample: borrowing Mutex<Sample>
    ) throws {
        var feeder = start
        let watch = try DecisionWatch(node.log)
        let alertsBefore = try watch.count(of: Topics.alerts.name)
        let verdictsBefore = try watch.count(of: Topics.verdicts.name)
        let incidentsBefore = try watch.count(of: Topics.incidents.name)
        let parts = 10

        let stopwatch = Stopwatch()
        for part in 1...parts {
            try feeder.feed(run.records * part / parts - run.records * (part - 1) / parts)
            let resident = ProcessMemory.residentMebibytes()
            if part == parts / 2 {
                sample.withLock { $0.halfway = resident }
            }
            let decided = try watch.count(of: Topics.verdicts.name) - verdictsBefore
            run.progress(
                "\(feeder.count) handed in, \(decided) decided, "
                    + "\(NumberText.short(Double(decided) / stopwatch.seconds))/s, \(Int(resident)) MiB"
            )
        }
        try watch.waitUntilDecided(alerts: alertsBefore + Int64(feeder.count))
        let seconds = stopwatch.seconds
        let processorSeconds = stopwatch.processorSeconds
        let decided = try watch.count(of: Topics.verdicts.name) - verdictsBefore
        guard decided == Int64(feeder.count) else {
            throw BenchFailure("\(feeder.count) alerts have \(decided) verdicts")
        }
        let incidents = try watch.count(of: Topics.incidents.name) - incidentsBefore
        let count = Double(feeder.count)
        sample.withLock {
            $0.rate = count / seconds
            $0.processorMicroseconds = processorSeconds / count * 1e6
            $0.atEnd = ProcessMemory.residentMebibytes()
            $0.peak = ProcessMemory.peakMebibytes()
            $0.incidents = Double(incidents)
        }
    }
}
