import Foundation
import NodeAssembly
import Synchronization

/// How long an alert waits for its durable verdict at a steady rate.
enum LatencyBench {
    static let bench = Bench(
        "latency",
        summary: "alert to verdict at 5,000 alerts/s",
        discussion: """
            Hands alerts to the pipeline at 5,000 a second, five each millisecond, and reads the verdicts as they \
            become visible, which is when they are durable. A verdict inherits its alert's receipt time, in whole \
            milliseconds, so a latency is over-stated by up to one. A model is active.
            """,
        defaultRecords: 100_000,
        minimumRecords: 5_000,
        measure: measure
    )

    private static let ratePerMillisecond = 5

    private struct Measured: Sendable {
        var latencies: [Double] = []
        var rate = 0.0
        var processorShare = 0.0
    }

    private static func measure(_ run: BenchRun) throws -> BenchResult {
        let folder = try TemporaryFolder("latency")
        defer { folder.remove() }
        let warmUp = WarmUp(seed: 4_301, before: run.records)
        try warmUp.run(folder: folder.path)
        run.progress("a model is active")
        let measured = Mutex(Measured())
        try BenchNode.run(folder: folder.path) { node in
            let result = try feed(node, AlertFeeder(AlertBlocks(after: warmUp), intake: node.intake), run)
            measured.withLock { $0 = result }
        }
        let result = measured.withLock { $0 }
        return BenchResult(figures: [
            Figure("alert to verdict, p99", result.latencies.percentile(99), "ms", .below(50)),
            Figure("alert to verdict, p50", result.latencies.percentile(50), "ms"),
            Figure("alert to verdict, p99.9", result.latencies.percentile(99.9), "ms"),
            Figure("alert to verdict, largest", result.latencies.max() ?? 0, "ms"),
            Figure("rate", result.rate, "alerts/s", .atLeast(4_900)),
            Figure("processor", result.processorShare, "cores"),
        ])
    }

    private static func feed(_ node: PipelineNode, _ start: AlertFeeder, _ run: BenchRun) throws -> Measured {
        var feeder = start
        let collector = VerdictCollector(log: node.log, wanted: run.records)
        try collector.start()
        let count = run.records
        var measured = Measured()
        let watch = Stopwatch()
        var sent = 0
        while sent < count {
            let due = min(count, (Int(watch.seconds * 1_000) + 1) * ratePerMillisecond)
            if due > sent {
                try feeder.feed(due - sent, receivedMilliseconds: nowMilliseconds())
                sent = due
            }
            usleep(300)
        }
        measured.rate = Double(count) / watch.seconds
        measured.processorShare = watch.processorSeconds / watch.seconds
        measured.latencies = try collector.latencies(within: .seconds(30))
        return measured
    }

    static func nowMilliseconds() -> Int64 {
        Int64(Date().timeIntervalSince1970 * 1_000)
    }
}
