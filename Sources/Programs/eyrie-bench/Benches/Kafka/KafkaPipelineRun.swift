import AnomalyScoring
import EventModel
import Foundation
import LogPort
import NodeAssembly
import Operations
import StageRuntime

/// Features and scoring on a cluster with a trained model, fed and measured part by part.
final class KafkaPipelineRun {
    let place: KafkaPlace
    private let run: BenchRun
    private let feeder: KafkaAlertFeeder
    private let progress: KafkaProgress

    /// Two groups, so that an alert takes two transactions to its verdict.
    static let hops: [StageWiring] = [PipelineStages.features.wiring, PipelineStages.scoring.wiring]
    static let stages = ["features", "scoring"]
    private static let warmUp = 100_000

    /// What deciding a number of alerts took.
    struct Sample {
        var rate = 0.0
        var processorRate = 0.0
        var peakMebibytes = 0.0
    }

    /// Opens the alerts; their event times end about now.
    init(_ place: KafkaPlace, _ run: BenchRun) throws {
        self.place = place
        self.run = run
        let span = (Self.warmUp + run.records) / 1_000 + 60
        let start = Int(Date().timeIntervalSince1970) - span
        feeder = try KafkaAlertFeeder(place, startSeconds: start, lingerMilliseconds: 50)
        progress = KafkaProgress(place)
    }

    /// Mean bytes of an alert in its envelope.
    var meanAlertBytes: Double {
        Double(feeder.byteCount) / Double(feeder.count)
    }

    /// Decides some alerts, trains a model on them and switches it on.
    func warmUp() throws {
        try feed(Self.warmUp)
        let worker = try KafkaWorkerProcess(place, stages: Self.stages, intervalMilliseconds: 150)
        defer { worker.stop() }
        try progress.waitUntilDecided(Self.hops)
        let bundle = try VectorTrainer(log: place.log).train(
            from: .earliest,
            to: .latest,
            seed: 1,
            createdBy: "eyrie-bench",
            note: "warm-up"
        )
        let operations = LogOperations(log: place.log, topology: Parts.all.topology) {
            Timestamp(milliseconds: LatencyBench.nowMilliseconds())
        }
        let digest = try operations.store(model: bundle.encoded, by: "eyrie-bench")
        _ = try operations.append(.activateModel(digest), by: "eyrie-bench")
        try progress.waitUntilDecided(Self.hops)
        run.progress("a model is active, trained on \(Self.warmUp) alerts")
    }

    /// Appends alerts.
    func feed(_ count: Int) throws {
        let watch = Stopwatch()
        try feeder.feed(count)
        run.progress("\(count) alerts appended, \(NumberText.short(Double(count) / watch.seconds))/s")
    }

    /// Decides that many alerts, which are in the topic already, by worker processes.
    func decide(_ count: Int, workers: Int = 1, extra: [String] = []) throws -> Sample {
        var processes: [KafkaWorkerProcess] = []
        defer {
            for process in processes {
                process.stop()
            }
        }
        for ordinal in 0..<workers {
            processes.append(
                try KafkaWorkerProcess(
                    place,
                    stages: Self.stages,
                    intervalMilliseconds: 150,
                    ordinal: ordinal,
                    extra: extra
                )
            )
        }
        // What happened before the workers were ready is theirs, too: the first may have decided before the last was.
        let watch = Stopwatch()
        try progress.waitUntilDecided(Self.hops) { next in
            run.progress("\(next) of the first hop, \(Int(watch.seconds)) s")
        }
        let seconds = watch.seconds
        let processor = processes.reduce(0) { $0 + $1.processorSeconds }
        return Sample(
            rate: Double(count) / seconds,
            processorRate: Double(count) / processor,
            peakMebibytes: processes.map { ProcessMemory.peakMebibytes(of: $0.identifier) }.max() ?? 0
        )
    }

    /// Verifies that every alert has exactly one verdict.
    func verify() throws {
        let verdicts = try progress.count(Topics.verdicts.name)
        guard verdicts == feeder.count else { throw BenchFailure("\(feeder.count) alerts have \(verdicts) verdicts") }
        run.progress("\(verdicts) alerts have one verdict each")
    }
}
