package import EventModel

/// A trained forest with its manifest: the value of a record of `eyrie.models.v1`.
package struct ModelBundle: Sendable, Equatable {
    /// The algorithm's name in manifests.
    package static let algorithm = "isolation-forest"

    /// Properties and origin of the model.
    package let manifest: ModelManifest
    /// The forest, its calibration and its baselines.
    package let trained: TrainedForest

    /// Makes a bundle of parts that agree.
    init(manifest: ModelManifest, trained: TrainedForest) {
        self.manifest = manifest
        self.trained = trained
    }

    /// The record's value, whose SHA-256 is the model's name; equal bundles give equal bytes.
    package var encoded: [UInt8] {
        var model: [UInt8] = []
        trained.encode(into: &model)
        return ModelRecord(manifest: manifest, model: model).encoded
    }

    /// Reads a record's value.
    ///
    /// - Throws: ``ModelFault`` when the bytes are not a model of this program, or manifest and forest disagree.
    package init(decoding value: UnsafeRawBufferPointer) throws(ModelFault) {
        let record: ModelRecord
        do throws(PayloadFault) {
            record = try ModelRecord(decoding: value)
        } catch {
            throw ModelFault(reading: .notAModel, error.message)
        }
        guard record.manifest.algorithm == Self.algorithm else {
            throw ModelFault(reading: .badManifest, "the algorithm is \(record.manifest.algorithm)")
        }
        trained = try Self.readForest(record.model)
        manifest = record.manifest
        guard
            manifest.featureNames.count == trained.forest.featureCount,
            manifest.trees == trained.forest.treeCount,
            manifest.samples == trained.forest.sampleSize,
            manifest.calibratedOn == trained.calibration.rowCount
        else {
            throw ModelFault(reading: .badManifest, "the manifest and the forest disagree in their counts")
        }
    }

    private static func readForest(_ bytes: [UInt8]) throws(ModelFault) -> TrainedForest {
        var outcome: Result<TrainedForest, ModelFault>?
        bytes.withUnsafeBytes { buffer in
            do throws(ModelFault) {
                outcome = .success(try TrainedForest(bytes: buffer))
            } catch {
                outcome = .failure(error)
            }
        }
        guard let outcome else { preconditionFailure("the body of withUnsafeBytes runs") }
        return try outcome.get()
    }
}
