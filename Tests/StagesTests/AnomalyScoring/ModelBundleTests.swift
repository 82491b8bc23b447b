import EventModel
import Testing

@testable import AnomalyScoring

private func training(seed: UInt64 = 3, capacity: Int = 1000) -> ModelTraining {
    ModelTraining(features: "f1", featureNames: ["a", "b", "c"], seed: seed, capacity: capacity)
}

private func vector(_ values: [Int32], features: String = "f1", seconds: Int64) -> Vector {
    Vector(
        subject: Subject(
            event: EventID(high: 0, low: UInt64(seconds)),
            profile: Profile("p"),
            entity: Entity("e"),
            time: Timestamp(nanoseconds: seconds * 1_000_000_000),
            rule: "R",
            priority: .notice,
            source: "syscall",
            tags: [],
            facts: Facts()
        ),
        features: features,
        values: values.map { Milli(thousandths: $0) }
    )
}

private func finished(_ training: ModelTraining) throws(ModelFault) -> ModelBundle {
    try training.finish(settings: .standard, source: [], createdBy: "test", note: "n", parent: nil)
}

private func decoded(_ bytes: [UInt8]) throws(ModelFault) -> ModelBundle {
    var outcome: Result<ModelBundle, ModelFault>?
    bytes.withUnsafeBytes { buffer in
        do throws(ModelFault) {
            outcome = .success(try ModelBundle(decoding: buffer))
        } catch {
            outcome = .failure(error)
        }
    }
    guard let outcome else { preconditionFailure("the body of withUnsafeBytes runs") }
    return try outcome.get()
}

@Suite("Model bundle")
struct ModelBundleTests {
    @Test("training fills the manifest, skips other lists, and the bundle reads back to the same bytes")
    func roundTrip() throws {
        var training = training()
        let rows = seededRows(count: 500, width: 3, seed: 141)
        for row in 0..<500 {
            // The times run backwards, so first and last are not the first and last offered.
            training.offer(vector(Array(rows.values[row * 3..<row * 3 + 3]), seconds: Int64(1000 - row)))
        }
        training.offer(vector([1, 2, 3], features: "f2", seconds: 1))
        training.offer(vector([1, 2], seconds: 1))
        #expect(training.offered == 500)
        #expect(training.skipped == 2)
        let bundle = try finished(training)
        #expect(bundle.manifest.algorithm == "isolation-forest")
        #expect(bundle.manifest.trees == 100)
        #expect(bundle.manifest.samples == 250)
        #expect(bundle.manifest.trainedOn == 500)
        #expect(bundle.manifest.calibratedOn == 500)
        #expect(bundle.manifest.from == Timestamp(nanoseconds: 501_000_000_000))
        #expect(bundle.manifest.to == Timestamp(nanoseconds: 1_000_000_000_000))
        #expect(Array(bundle.manifest.featureNames) == ["a", "b", "c"])
        let bytes = bundle.encoded
        #expect(Array(bytes.prefix(4)) == Array("EYRM".utf8))
        let again = try decoded(bytes)
        #expect(again == bundle)
        #expect(again.encoded == bytes)
    }

    @Test("the same vectors and seed give the same bytes, whatever more than the capacity", arguments: [151, 152])
    func reproducible(seed: UInt64) throws {
        let rows = seededRows(count: 3000, width: 3, seed: seed)
        var bundles: [[UInt8]] = []
        for _ in 0..<2 {
            var training = training(seed: seed)
            for row in 0..<3000 {
                training.offer(vector(Array(rows.values[row * 3..<row * 3 + 3]), seconds: Int64(row)))
            }
            let bundle = try finished(training)
            #expect(bundle.manifest.trainedOn == 1000)
            bundles.append(bundle.encoded)
        }
        #expect(bundles[0] == bundles[1])
    }

    @Test("a training on too few vectors is refused")
    func tooFew() {
        var training = training()
        training.offer(vector([1, 2, 3], seconds: 1))
        let few = training
        #expect { try finished(few) } throws: { ($0 as? ModelFault)?.code == .tooFewRows }
    }

    @Test("a record that is not a model, or whose manifest disagrees, is refused")
    func refused() throws {
        var training = training()
        let rows = seededRows(count: 200, width: 3, seed: 161)
        for row in 0..<200 {
            training.offer(vector(Array(rows.values[row * 3..<row * 3 + 3]), seconds: Int64(row)))
        }
        let bundle = try finished(training)
        #expect { try decoded(Array("nothing".utf8)) } throws: { ($0 as? ModelFault)?.code == .notAModel }
        #expect { try decoded(Array(bundle.encoded.dropLast())) } throws: {
            ($0 as? ModelFault)?.code == .wrongLength
        }
        func with(_ change: (inout ModelManifest) -> Void) -> [UInt8] {
            var manifest = bundle.manifest
            change(&manifest)
            return ModelBundle(manifest: manifest, trained: bundle.trained).encoded
        }
        let wrong = [
            with { $0.algorithm = "oracle" }, with { $0.trees = 99 }, with { $0.featureNames = ["a", "b"] },
            with { $0.calibratedOn = 7 },
        ]
        for bytes in wrong {
            #expect { try decoded(bytes) } throws: { ($0 as? ModelFault)?.code == .badManifest }
        }
    }
}
