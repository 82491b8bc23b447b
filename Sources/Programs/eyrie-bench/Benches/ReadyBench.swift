import Foundation

/// How long `eyrie up` takes on a log that is there, from its start to `/readyz`.
enum ReadyBench {
    static let bench = Bench(
        "ready",
        summary: "`eyrie up` ready on an existing log",
        discussion: """
            Fills a log through the whole pipeline, then starts the real program on it and waits for 200 from \
            /readyz, from the start of the process on. The file cache is warm, as after a restart of the program.
            """,
        defaultRecords: 3_000_000,
        minimumRecords: 1_000,
        measure: measure
    )

    private static let repeats = 5

    private static func measure(_ run: BenchRun) throws -> BenchResult {
        let program = try ProgramRun.eyrie()
        let folder = try TemporaryFolder("ready")
        defer { folder.remove() }
        let warmUp = WarmUp(seed: 4_201, before: run.records)
        _ = try PipelineBench.fill(folder, run, after: warmUp, audits: false)
        run.progress("a log of \(folder.byteCount >> 20) MiB is there")
        var ready: [Double] = []
        var memory: [Double] = []
        for number in 1...repeats {
            let watch = Stopwatch()
            let process = try EyrieProcess(program: program, folder: folder.path)
            defer { process.stop() }
            _ = try process.waitUntilReady(within: 60)
            ready.append(watch.seconds * 1_000)
            memory.append(ProcessMemory.residentMebibytes(of: process.identifier))
            run.progress("repeat \(number) of \(repeats): \(NumberText.short(ready[number - 1])) ms")
        }
        return BenchResult(figures: [
            Figure("ready after", ready.median, "ms", .below(500)),
            Figure("slowest of \(repeats)", ready.max() ?? 0, "ms"),
            Figure("resident memory when ready", memory.median, "MiB"),
            Figure("log", Double(folder.byteCount >> 20), "MiB"),
        ])
    }
}
