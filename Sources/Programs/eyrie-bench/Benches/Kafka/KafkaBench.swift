import CommandLineKit
import Foundation
import LogPort

/// The stages on Kafka beside a plain loop over librdkafka, on a cluster that is there already.
enum KafkaBench {
    static let bench = Bench(
        "kafka",
        summary: "features and scoring on Kafka, exactly once, beside a plain librdkafka loop",
        discussion: """
            Needs a running cluster, which it does not start: set it with --bootstrap or EYRIE_TEST_KAFKA. Everything \
            it writes has its own prefix and is deleted afterwards. Alerts of about 1.5 KB, in envelopes, of 10,000 \
            profiles in a Zipf distribution are in the topic before a worker process begins; a trained model scores \
            them. Time and memory are the worker process's alone. The peer reads the same alerts and writes 400 bytes \
            of each in transactions of 150 ms. The goals are meant for 3,000,000 alerts and one node on the same \
            machine. With three nodes it also compares one worker with two.
            """,
        defaultRecords: 300_000,
        minimumRecords: 20_000
    ) { run in
        guard let servers = ProcessInfo.processInfo.environment["EYRIE_TEST_KAFKA"] else {
            run.progress("skipped: EYRIE_TEST_KAFKA names no cluster")
            return BenchResult()
        }
        return try measure(run, servers, Set(parts))
    }

    static let command = Command(
        bench.name,
        summary: bench.summary,
        discussion: bench.discussion,
        options: [
            .value("bootstrap", placeholder: "SERVERS", help: "The cluster; by default EYRIE_TEST_KAFKA."),
            .value(
                "alerts",
                placeholder: "N",
                kind: .integer(bench.minimumRecords...100_000_000),
                help: "Alerts to decide.",
                default: "\(bench.defaultRecords)"
            ),
            .repeated("only", placeholder: "PART", kind: .choice(parts), help: "Measure only this part."),
            .repeated("worker", placeholder: "WORD", help: "Passed on to the worker, as --property=linger.ms=50."),
            .flag("json", help: "Print one JSON object instead of a table."),
        ]
    ) { arguments, output in
        let environment = ProcessInfo.processInfo.environment["EYRIE_TEST_KAFKA"]
        guard let servers = arguments.optionalText("bootstrap") ?? environment else {
            throw CommandFailure("no cluster is named; use --bootstrap HOST:PORT or EYRIE_TEST_KAFKA")
        }
        let run = BenchRun(name: bench.name, records: arguments.integer("alerts")) { output.report($0) }
        let only = arguments.texts("only")
        let result = try measure(run, servers, only.isEmpty ? Set(parts) : Set(only), arguments.texts("worker"))
        let report = BenchReport(bench: bench.name, machine: Machine.description, result: result)
        output.print(arguments.flag("json") ? report.json : report.table)
        return 0
    }

    private static let parts = ["peer", "groups", "latency", "restore", "scaling"]
    private static let intervalMilliseconds = 150
    /// What a processor second decides, in hundredths of what the plain loop passes on in one.
    ///
    /// 50,000 of 550,000, where both were measured on one machine; it holds on slower ones too.
    private static let plainShare = 9.1

    private static func measure(
        _ run: BenchRun,
        _ servers: String,
        _ parts: Set<String>,
        _ workerWords: [String] = []
    ) throws -> BenchResult {
        let place = try KafkaPlace(bootstrapServers: servers, purpose: "stages")
        defer { place.remove() }
        var result = BenchResult()
        let pipeline = try KafkaPipelineRun(place, run)
        try pipeline.warmUp()
        if !parts.isDisjoint(with: ["peer", "groups"]) {
            try pipeline.feed(run.records)
        }
        if parts.contains("peer") {
            let loop = PlainLoop(place: place, intervalMilliseconds: intervalMilliseconds)
            let sample = try loop.run(min(run.records, 1_000_000))
            run.progress("the plain loop: \(NumberText.short(sample.rate))/s")
            result.peers = [
                Peer("plain librdkafka loop", sample.rate, "records/s"),
                Peer("the same a processor second", sample.processorRate, "records/s"),
            ]
        }
        if parts.contains("groups") {
            result.figures += try groups(pipeline, run, workerWords, peer: result.peers.last?.value)
        }
        if parts.contains("latency") {
            let latency = KafkaLatency(place: place, run: run)
            let bare = try latency.bareCommit()
            result.figures.append(Figure("bare commit, p99", bare, "ms"))
            for interval in [150, 20] {
                result.figures += try latency.measure(intervalMilliseconds: interval, bareCommit: bare)
            }
        }
        if parts.contains("scaling"), place.brokerCount >= 3 {
            result.figures += try scaling(pipeline, run)
        }
        if parts.contains("restore") {
            result.figures += try KafkaRestore(run: run).measure(servers)
        }
        return result
    }

    private static func groups(
        _ pipeline: KafkaPipelineRun,
        _ run: BenchRun,
        _ workerWords: [String],
        peer: Double?
    ) throws -> [Figure] {
        let sample = try pipeline.decide(run.records, extra: workerWords)
        try pipeline.verify()
        let share = peer.map { peer in
            Figure("of what the plain loop does", sample.processorRate / peer * 100, "%", .atLeast(plainShare))
        }
        return [
            Figure("two groups, one worker", sample.rate, "verdicts/s", .atLeast(30_000)),
            Figure("the same a processor second", sample.processorRate, "verdicts/s", .atLeast(50_000)),
        ] + (share.map { [$0] } ?? []) + [
            Figure("peak memory of the worker", sample.peakMebibytes, "MiB", .below(150)),
            Figure("alert in its envelope", pipeline.meanAlertBytes, "bytes"),
        ]
    }

    /// The same number of alerts by one worker and by two.
    private static func scaling(_ pipeline: KafkaPipelineRun, _ run: BenchRun) throws -> [Figure] {
        var costs: [Double] = []
        for workers in [1, 2] {
            try pipeline.feed(run.records)
            let sample = try pipeline.decide(run.records, workers: workers)
            costs.append(1e6 / sample.processorRate)
        }
        return [
            Figure("processor a verdict, one worker", costs[0], "us"),
            Figure("processor a verdict, two workers", costs[1], "us"),
            Figure("growth", (costs[1] / costs[0] - 1) * 100, "%", .atMost(15)),
        ]
    }
}
