import Cryptography
import EventModel
import Foundation
import LogPort
import PipelineTestKit
import StageKit
import Testing

@testable import AnomalyScoring

@Suite("Scoring stage, run in every way")
struct ScoringConformanceTests {
    private static let start: Int64 = 1_772_409_600_000

    /// 80 vectors over two partitions: before a model, under a first and a second one, with thresholds, a model that
    /// is none, vectors of another list and a broken record between.
    static func makeCase(seed: UInt64 = 5) throws -> StageCase<ScoringStage> {
        let models = try [seed, seed + 1].map { try model(seed: $0) }
        let nonsense = Array("EYRM, but no model".utf8)
        let nonsenseDigest = Digest(SHA256.digest(of: nonsense).bytes)
        let rows = seededRows(count: 80, width: 4, seed: seed + 2)
        var dice = SeededGenerator(seed: seed)
        var input: [StageInput] = []
        for number in 0..<80 {
            let time = start + Int64(number) * 700
            switch number {
            case 15: input += everywhere(.activateModel(models[0].digest), number, time)
            case 35: input += everywhere(.setThreshold(Milli(thousandths: 300)), number, time)
            case 45: input += everywhere(.activateModel(nonsenseDigest), number, time)
            case 50: input += everywhere(.setThreshold(Milli(thousandths: 3000)), number, time)
            case 60: input += everywhere(.activateModel(models[1].digest), number, time)
            default: break
            }
            let partition = Int32(dice.below(2))
            let profile = "p\(partition)/\(dice.below(4))"
            if number == 30 {
                let broken = LogRecord(profile, "{\"vector\":1", at: time)
                input.append(StageInput(partition: partition, record: broken))
            }
            var values = Array(rows.values[number * 4..<number * 4 + 4])
            if dice.below(5) == 0 { values[dice.below(4)] += 4000 }
            let vector = Vector(
                subject: Subject(
                    event: EventID(high: 3, low: UInt64(number)),
                    profile: Profile(profile),
                    entity: Entity(profile + "/pod"),
                    time: Timestamp(milliseconds: time - Int64(dice.below(3000))),
                    rule: "Rule \(dice.below(5))",
                    priority: .warning,
                    source: "syscall",
                    tags: ["container"],
                    facts: Facts(process: "sh")
                ),
                features: dice.below(10) == 0 ? "other-features-1" : "test-features-1",
                values: values.map { Milli(thousandths: $0) }
            )
            input.append(StageInput(partition: partition, key: profile, vector, receivedMilliseconds: time))
        }
        return StageCase(
            input: input,
            partitions: 2,
            limits: StateLimits(maxKeys: 3, maxAgeNanoseconds: 3_600_000_000_000),
            contents: [models[0].digest: models[0].bytes, models[1].digest: models[1].bytes, nonsenseDigest: nonsense]
        ) {
            ScoringStage(settings: ScoringSettings(neededVectors: 5, threshold: 750, explainedFrom: 250))
        }
    }

    private static func model(seed: UInt64) throws -> (digest: Digest, bytes: [UInt8]) {
        var settings = ForestSettings.standard
        settings.treeCount = 10
        settings.sampleSize = 64
        let rows = seededRows(count: 300, width: 4, seed: seed)
        let trained = try ForestTrainer.train(rows: rows, seed: seed, settings: settings)
        let manifest = ModelManifest(
            algorithm: ModelBundle.algorithm,
            trees: 10,
            samples: 64,
            seed: seed,
            features: "test-features-1",
            featureNames: ["a", "b", "c", "d"],
            trainedOn: 300,
            calibratedOn: 300,
            from: Timestamp(nanoseconds: 0),
            to: Timestamp(nanoseconds: 1),
            source: [],
            createdBy: "test",
            note: "",
            parent: nil
        )
        let bytes = ModelBundle(manifest: manifest, trained: trained).encoded
        return (Digest(SHA256.digest(of: bytes).bytes), bytes)
    }

    private static func everywhere(_ action: Control.Action, _ number: Int, _ time: Int64) -> [StageInput] {
        [Int32(0), 1].map { partition in
            let control = Control(
                id: EventID(high: 9, low: UInt64(number)),
                at: Timestamp(milliseconds: time),
                by: "test",
                action: action
            )
            return StageInput(partition: partition, key: control.recordKey, control, receivedMilliseconds: time)
        }
    }

    @Test("every way of running gives the same bytes", arguments: StageCheck.allCases)
    func conformance(check: StageCheck) throws {
        let outcome = try verifyStage(check, of: try Self.makeCase())
        let verdicts = outcome.outputs.compactMap(\.value).map { String(decoding: $0, as: UTF8.self) }
        // The broken record, and in each partition a model that is none and a threshold out of range.
        #expect(outcome.deadLetters.count == 5)
        for state in ["learning", "scored", "unscorable"] {
            #expect(verdicts.contains { $0.contains("\"state\":\"\(state)\"") })
        }
        #expect(verdicts.contains { $0.contains("\"anomalous\":true") })
    }

    @Test("another process gives the same bytes")
    func anotherProcess() async throws {
        let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
            print(try stageDigest(of: ScoringConformanceTests.makeCase()))
        }
        let text = String(decoding: try #require(result).standardOutputContent, as: UTF8.self)
        #expect(text.contains(try stageDigest(of: Self.makeCase())))
    }
}
