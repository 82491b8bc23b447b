/// `eyrie import` of a file into a new embedded log, the whole process from its start to its end.
struct FileToEmbedded {
    private let plan: BridgePlan

    init(_ plan: BridgePlan) {
        self.plan = plan
    }

    func measure() throws -> BenchResult {
        let folder = try TemporaryFolder("bridge-file")
        defer { folder.remove() }
        let file = try AlertFile(path: "\(folder.path)/alerts.jsonl", count: plan.run.records, seed: 6_101)
        plan.progress("a file of \(file.count) alerts and \(file.byteCount >> 20) MiB is there")
        var rates: [Double] = []
        var costs: [Double] = []
        var peaks: [Double] = []
        var missing = 0
        for number in 1...plan.repeats {
            let log = try TemporaryFolder("bridge-import")
            defer { log.remove() }
            let run = try MeasuredRun.run(plan.program, ["import", file.path, "--folder", log.path])
            guard run.code == 0 else { throw BenchFailure("`eyrie import` ended with \(run.code): \(run.text)") }
            let census = try AlertCensus.embedded(folder: log.path)
            missing += abs(file.count - census.alerts) + census.repeated
            rates.append(Double(file.count) / run.seconds)
            costs.append(run.processorSeconds / Double(file.count) * 1e6)
            peaks.append(run.peakMebibytes)
            plan.progress(
                "file-embedded \(number) of \(plan.repeats): \(NumberText.short(rates[number - 1]))/s, "
                    + "\(NumberText.short(costs[number - 1])) us an alert, \(census.alerts) alerts in the log"
            )
        }
        let megabytes = rates.median * Double(file.byteCount) / Double(file.count) / 1e6
        return BenchResult(figures: [
            Figure("file-embedded: alerts, durable", rates.median, "alerts/s", .atLeast(100_000)),
            Figure("file-embedded: bytes of the file", megabytes, "MB/s"),
            Figure("file-embedded: processor an alert", costs.median, "us"),
            Figure(
                "file-embedded: resident memory, largest",
                peaks.max() ?? 0,
                "MiB",
                .below(BridgeLoads.memoryMebibytes)
            ),
            Figure("file-embedded: missing or doubled", Double(missing), "alerts", .exactly(0)),
        ])
    }
}
