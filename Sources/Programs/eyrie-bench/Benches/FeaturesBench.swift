import EventModel
import FeatureExtraction
import JSONText
import StageKit

/// The features stage alone, without the runner: what an alert costs it.
enum FeaturesBench {
    static let bench = Bench(
        "features",
        summary: "behavior vectors: one alert through the features stage",
        discussion: """
            Applies the stage to decoded alerts, each with the state of its profile, on one thread. The aim of the \
            issue is 3 to 5 us. Decoding the alert before and encoding the vector after are shown beside it.
            """,
        defaultRecords: 400_000,
        minimumRecords: 40_000,
        measure: measure
    )

    private static let repeats = 5

    private static func measure(_ run: BenchRun) throws -> BenchResult {
        let input = try StageInput(seed: 4_501, count: run.records / 10)
        let vectors = try input.vectors()
        run.progress("\(input.alerts.count) alerts of \(input.profileCount) profiles are there")
        var apply: [Double] = []
        var decode: [Double] = []
        var encode: [Double] = []
        let envelopes = input.envelopes
        for number in 1...repeats {
            apply.append(try applied(input, rounds: 10))
            decode.append(try decoded(envelopes, count: run.records))
            encode.append(encoded(vectors, count: run.records))
            run.progress("repeat \(number) of \(repeats): \(NumberText.short(apply[number - 1])) us an alert")
        }
        return BenchResult(figures: [
            Figure("apply an alert, processor time", apply.median, "us", .atMost(5)),
            Figure("alerts a processor second", 1e6 / apply.median, "alerts/s"),
            Figure("decode an envelope", decode.median, "us"),
            Figure("encode a vector", encode.median, "us"),
        ])
    }

    /// Processor microseconds an alert; every round begins with empty states.
    private static func applied(_ input: StageInput, rounds: Int) throws(Rejection) -> Double {
        let stage = FeatureStage()
        let regime = stage.initialRegime()
        var outputs = 0
        let watch = Stopwatch()
        for _ in 0..<rounds {
            var states = [ProfileState?](repeating: nil, count: input.profileCount)
            for index in input.alerts.indices {
                outputs += try stage.apply(input.alerts[index], to: &states[input.profiles[index]], under: regime).count
            }
        }
        precondition(outputs == rounds * input.alerts.count, "every alert has a vector")
        return watch.processorSeconds / Double(outputs) * 1e6
    }

    private static func decoded(_ envelopes: [[UInt8]], count: Int) throws(PayloadFault) -> Double {
        let parser = JSONParser()
        var tags = 0
        let watch = Stopwatch()
        for number in 0..<count {
            tags += try parser.decode(ReceivedAlert.self, from: envelopes[number % envelopes.count]).alert.tagCount
        }
        precondition(tags > 0, "an alert has tags")
        return watch.processorSeconds / Double(count) * 1e6
    }

    private static func encoded(_ vectors: [Record<Vector>], count: Int) -> Double {
        var writer = JSONWriter()
        var bytes = 0
        let watch = Stopwatch()
        for number in 0..<count {
            writer.reset()
            vectors[number % vectors.count].payload.write(into: &writer)
            bytes += writer.count
        }
        precondition(bytes > 0, "a vector has bytes")
        return watch.processorSeconds / Double(count) * 1e6
    }
}
