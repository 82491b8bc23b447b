import CPipelineFloor
import EventModel
import FalcoBridge
import LogPort
import NodeAssembly
import Operations
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
            incident is committed. Memory counts the generator of the alerts. The peer is the floor, a C++ loop on one \
            thread that does for the same alerts the unavoidable work: parse with simdjson and read the fields, \
            SHA-256, the trees of the same model, zstd of the batches that Eyrie stored, and SQLite commits of as many \
            rows and transactions. What making an alert costs is measured beside the floor and taken off Eyrie's time; \
            the floor's has none of it. Compacted changelogs do not keep all that was written to them: the floor \
            repeats what is left, for as many records.
            """,
        defaultRecords: 3_000_000,
        minimumRecords: 20_000,
        measure: measure
    )

    struct Sample: Sendable {
        var rate = 0.0
        var processorMicroseconds = 0.0
        var cores = 0.0
        var halfway = 0.0
        var atEnd = 0.0
        var peak = 0.0
        var incidents = 0.0
        var bytesPerAlert = 0.0
        var holes = 0.0
        var count = 0
        /// Where each partition ended before the alerts and after them.
        var offsets: [TopicPartition: Range<Int64>] = [:]
        var transactions = 0
        var rawBytes = 0
    }

    private static let parts = 10

    private static func measure(_ run: BenchRun) throws -> BenchResult {
        let folder = try TemporaryFolder("pipeline")
        defer { folder.remove() }
        let warmUp = WarmUp(seed: 4_201, before: run.records)
        let sample = try fill(folder, run, after: warmUp)
        run.progress("the floor is next")
        let floorFolder = try TemporaryFolder("floor")
        defer { floorFolder.remove() }
        let floor = try PipelineFloor(offsets: sample.offsets, transactions: sample.transactions, folder: folder.path)
            .run(AlertBlocks(after: warmUp), parts: sizes(run.records), path: "\(floorFolder.path)/floor.db")
        guard floor.sums.alerts == UInt64(sample.count) else {
            throw BenchFailure("the floor had \(floor.sums.alerts) alerts and the pipeline \(sample.count)")
        }
        return result(sample, floor)
    }

    private static func result(_ sample: Sample, _ floor: PipelineFloor.Sample) -> BenchResult {
        let count = Double(sample.count)
        let own = sample.processorMicroseconds - floor.generatorMicroseconds
        return BenchResult(
            figures: [
                Figure("processor time an alert, to the floor's", own / floor.total, "times", .atMost(2.2)),
                Figure("cores used", sample.cores, "cores", .atLeast(1.7)),
                Figure("resident memory, largest", sample.peak, "MiB", .below(200)),
                Figure("resident memory, second half's growth", sample.atEnd - sample.halfway, "MiB", .atMost(10)),
                Figure("holes in the ledger", sample.holes, "holes", .exactly(0)),
                Figure("processor time an alert", own, "us"),
                Figure("making an alert, taken off", floor.generatorMicroseconds, "us"),
                Figure("alerts decided, durable", sample.rate, "alerts/s"),
                Figure("resident memory at half", sample.halfway, "MiB"),
                Figure("resident memory at the end", sample.atEnd, "MiB"),
                Figure("records of incidents", sample.incidents, "records"),
                Figure("stored an alert with all that followed", sample.bytesPerAlert, "bytes"),
                Figure("frames an alert, without changelogs", Double(sample.rawBytes) / count, "bytes"),
                Figure("transactions a thousand alerts", Double(sample.transactions) / count * 1_000, ""),
            ],
            peers: [
                Peer("floor, processor time an alert", floor.total, "us"),
                Peer("floor: parse and read", floor.microseconds(floor.sums.parse_seconds), "us"),
                Peer("floor: SHA-256", floor.microseconds(floor.sums.hash_seconds), "us"),
                Peer("floor: forest", floor.microseconds(floor.sums.forest_seconds), "us"),
                Peer("floor: zstd", floor.microseconds(floor.sums.compress_seconds), "us"),
                Peer("floor: SQLite", floor.microseconds(floor.sums.commit_seconds), "us"),
                Peer("floor: frames, without changelogs", Double(floor.rawBytes) / count, "bytes"),
                Peer(
                    "floor: frames of changelogs",
                    Double(Int(floor.sums.raw_bytes) - floor.rawBytes) / count,
                    "bytes"
                ),
                Peer("floor: stored an alert", Double(floor.sums.stored_bytes) / count, "bytes"),
                Peer("floor: rows a thousand alerts", Double(floor.sums.rows) / count * 1_000, ""),
                Peer("floor: transactions a thousand", Double(floor.sums.transactions) / count * 1_000, ""),
            ]
        )
    }

    /// How many alerts each part of a run asks for.
    private static func sizes(_ records: Int) -> [Int] {
        (1...parts).map { records * $0 / parts - records * ($0 - 1) / parts }
    }

    /// Runs a bench's number of alerts through the pipeline into a folder, and looks at speed, memory and ledger.
    static func fill(
        _ folder: TemporaryFolder,
        _ run: BenchRun,
        after warmUp: WarmUp,
        audits: Bool = true
    ) throws -> Sample {
        try warmUp.run(folder: folder.path)
        run.progress("\(warmUp.alerts) alerts of warm-up are decided and a model is active")
        let sample = Mutex(Sample())
        try BenchNode.run(folder: folder.path) { node in
            let before = try LogFileCounts(folder: folder.path)
            let ends = try ends(node.log)
            try feed(node, AlertFeeder(AlertBlocks(after: warmUp), intake: node.intake), run, sample)
            let after = try LogFileCounts(folder: folder.path)
            let offsets = try self.ends(node.log).reduce(into: [:]) { $0[$1.key] = (ends[$1.key] ?? 0)..<$1.value }
            sample.withLock {
                $0.offsets = offsets
                $0.transactions = after.transactions - before.transactions
                $0.rawBytes = after.rawBytes - before.rawBytes
            }
            guard audits else { return }
            run.progress("auditing the ledger")
            let report = try LedgerAudit.run(log: node.log, topology: Parts.all.topology, vault: nil)
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

    private static func ends(_ log: any LogReading) throws -> [TopicPartition: Int64] {
        var ends: [TopicPartition: Int64] = [:]
        for topic in try log.topics() {
            for number in 0..<topic.partitions {
                let partition = TopicPartition(topic.name, number)
                ends[partition] = try log.resolve(.latest, in: partition)
            }
        }
        return ends
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

        let stopwatch = Stopwatch()
        for (part, size) in sizes(run.records).enumerated() {
            try feeder.feed(size)
            let resident = ProcessMemory.residentMebibytes()
            if part + 1 == parts / 2 {
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
        let count = feeder.count
        sample.withLock {
            $0.count = count
            $0.rate = Double(count) / seconds
            $0.processorMicroseconds = processorSeconds / Double(count) * 1e6
            $0.cores = processorSeconds / seconds
            $0.atEnd = ProcessMemory.residentMebibytes()
            $0.peak = ProcessMemory.peakMebibytes()
            $0.incidents = Double(incidents)
        }
    }
}
