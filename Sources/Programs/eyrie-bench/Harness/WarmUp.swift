import AnomalyScoring
import CommandLineKit
import EventModel
import Foundation
import LogPort
import NodeAssembly
import Operations
import SQLiteLog

/// A log with a past: alerts that are decided, and a model trained on them that is switched on.
///
/// It is made in its own process, because training is not what a running pipeline does: `eyrie model train` is another
/// process, too, and its memory must not count as the pipeline's.
struct WarmUp: Sendable {
    /// Seed and time of the alerts, so that a bench continues where the warm-up ended.
    let seed: UInt64
    let startSeconds: Int
    /// Alerts of the warm-up, and as many that a feeder has to leave out afterwards.
    let alerts: Int

    /// Alerts before a model is trained: 33 minutes of event time at 50 alerts a second.
    static let standardCount = 100_000

    /// Plans a warm-up whose alerts, with those that follow, end about now, so that retention leaves all of them.
    init(seed: UInt64, before records: Int) {
        self.seed = seed
        alerts = min(Self.standardCount, max(5_000, records / 2))
        startSeconds = Int(Date().timeIntervalSince1970) - (alerts + records) / AlertBlocks.alertsPerSecond
    }

    private init(_ arguments: ParsedArguments) {
        seed = UInt64(arguments.integer("seed"))
        startSeconds = arguments.integer("start")
        alerts = arguments.integer("alerts")
    }

    /// Fills a folder in another process.
    ///
    /// - Throws: `BenchFailure` when that does not end well.
    func run(folder: String) throws {
        let result = try ProgramRun.run(
            "/proc/self/exe",
            ["warm-up", folder, "--seed", "\(seed)", "--start", "\(startSeconds)", "--alerts", "\(alerts)"]
        )
        guard result.code == 0 else {
            throw BenchFailure("the warm-up ended with \(result.code)")
        }
    }

    /// The hidden command that the other process runs.
    static let command = Command(
        "warm-up",
        summary: "fill a log, train a model on it and switch it on, for other benches",
        options: [
            .value(
                "seed",
                placeholder: "N",
                kind: .integer(0...Int.max),
                help: "Decides the alerts.",
                isRequired: true
            ),
            .value("start", placeholder: "N", kind: .integer(0...Int.max), help: "Unix time.", isRequired: true),
            .value("alerts", placeholder: "N", kind: .integer(1...Int.max), help: "How many.", isRequired: true),
        ],
        arguments: [Argument("folder", kind: .path, help: "The log's folder.")],
        isHidden: true
    ) { arguments, _ in
        let warmUp = WarmUp(arguments)
        try BenchNode.run(folder: arguments.argument("folder")) { try warmUp.fill($0) }
        return 0
    }

    private func fill(_ node: PipelineNode) throws {
        let watch = try DecisionWatch(node.log)
        var feeder = AlertFeeder(AlertBlocks(seed: seed, startSeconds: startSeconds), intake: node.intake)
        try feeder.feed(alerts, intrusions: false)
        try watch.waitUntilDecided(alerts: Int64(feeder.count))
        let bundle = try VectorTrainer(log: node.log).train(
            from: .earliest,
            to: .latest,
            seed: 1,
            createdBy: "eyrie-bench",
            note: "warm-up"
        )
        let digest = try node.operations.store(model: bundle.encoded, by: "eyrie-bench")
        _ = try node.operations.append(.activateModel(digest), by: "eyrie-bench")
        let controls = Int(try node.log.partitionCount(of: Topics.alerts.name))
        try watch.waitUntilDecided(alerts: Int64(feeder.count + controls))
    }
}
