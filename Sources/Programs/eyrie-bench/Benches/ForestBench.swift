import AnomalyScoring
import EventModel
import FeatureExtraction
import StageKit

/// The isolation forest alone, and the scoring stage around it.
enum ForestBench {
    static let bench = Bench(
        "forest",
        summary: "the isolation forest: rows scored in a stream and alone, and the scoring stage",
        discussion: """
            Trains 100 trees on 256 samples from generated behavior vectors, then scores vectors with them on one \
            thread. The aim of the issue is 1 to 2 us a row; a lone row is one whose forest has left the processor's \
            nearest cache.
            """,
        defaultRecords: 1_000_000,
        minimumRecords: 40_000,
        measure: measure
    )

    private static let repeats = 5

    private static func measure(_ run: BenchRun) throws -> BenchResult {
        let input = try StageInput(seed: 4_601, count: 40_000)
        let vectors = try input.vectors()
        let list = FeatureList.falco1
        var training = ModelTraining(features: list.version, featureNames: list.names, seed: 1)
        for vector in vectors {
            training.offer(vector.payload)
        }
        let trainingWatch = Stopwatch()
        let bundle = try training.finish(
            settings: .standard,
            source: [],
            createdBy: "eyrie-bench",
            note: "",
            parent: nil
        )
        let trainingSeconds = trainingWatch.processorSeconds
        run.progress("a forest is trained on \(vectors.count) vectors")
        var stream: [Double] = []
        var alone: [Double] = []
        var stage: [Double] = []
        for _ in 1...repeats {
            stream.append(scored(vectors, with: bundle.trained.forest, count: run.records))
            alone.append(lone(vectors, with: bundle.trained.forest, count: run.records / 1_000))
            stage.append(try applied(vectors, bundle, count: run.records / 5))
        }
        return BenchResult(figures: [
            Figure("score a row of a stream, processor time", stream.median, "us", .atMost(2)),
            Figure("rows a processor second", 1e6 / stream.median, "rows/s"),
            Figure("score a lone row", alone.median, "us"),
            Figure("apply a vector, processor time", stage.median, "us"),
            Figure("train on 40,000 vectors", trainingSeconds * 1_000, "ms"),
        ])
    }

    /// The vectors as the forest takes them: `[rows x features]`, row by row.
    private static func rows(_ vectors: [Record<Vector>]) -> FeatureMatrix {
        var matrix = FeatureMatrix(width: FeatureList.falco1.names.count)
        for vector in vectors {
            matrix.append(vector.payload.values.map(\.thousandths))
        }
        return matrix
    }

    private static func scored(_ vectors: [Record<Vector>], with forest: IsolationForest, count: Int) -> Double {
        let matrix = rows(vectors)
        var sum: Int64 = 0
        let watch = Stopwatch()
        matrix.values.withUnsafeBufferPointer { values in
            for number in 0..<count {
                let start = number % matrix.rowCount * matrix.width
                let row = UnsafeBufferPointer(rebasing: values[start..<start + matrix.width])
                sum += Int64(forest.pathTotal(of: row))
            }
        }
        precondition(sum > 0, "a path has a length")
        return watch.processorSeconds / Double(count) * 1e6
    }

    /// Microseconds of single rows between which 1 MiB of other memory is read.
    private static func lone(_ vectors: [Record<Vector>], with forest: IsolationForest, count: Int) -> Double {
        let matrix = rows(vectors)
        let other = [UInt8](repeating: 1, count: 1 << 20)
        var sum: Int64 = 0
        var seconds = 0.0
        matrix.values.withUnsafeBufferPointer { values in
            for number in 0..<count {
                for index in stride(from: 0, to: other.count, by: 64) {
                    sum &+= Int64(other[index])
                }
                let start = number % matrix.rowCount * matrix.width
                let watch = Stopwatch()
                sum += Int64(forest.pathTotal(of: UnsafeBufferPointer(rebasing: values[start..<start + matrix.width])))
                seconds += watch.seconds
            }
        }
        precondition(sum > 0, "a path has a length")
        return seconds / Double(count) * 1e6
    }

    /// The whole stage, contributions of unusual vectors included.
    private static func applied(_ vectors: [Record<Vector>], _ bundle: ModelBundle, count: Int) throws -> Double {
        let stage = ScoringStage(settings: .standard)
        var regime = stage.initialRegime()
        let digest = Digest([UInt8](repeating: 1, count: Digest.byteCount))
        try stage.attach(Content(digest: digest, bytes: bundle.encoded), to: &regime)
        let control = Control(
            id: digest.eventID,
            at: Timestamp(nanoseconds: 0),
            by: "eyrie-bench",
            action: .activateModel(digest)
        )
        _ = try stage.adopt(control, into: &regime)
        var state: ScoringState?
        var scored = 0
        let watch = Stopwatch()
        for number in 0..<count {
            let verdicts = try stage.apply(vectors[number % vectors.count], to: &state, under: regime)
            scored += verdicts.count { $0.state == .scored }
        }
        precondition(scored == count, "every vector is scored")
        return watch.processorSeconds / Double(count) * 1e6
    }
}
