package import EventModel

/// Collects vectors and trains a model on them.
///
/// Memory is bounded: beyond the capacity a uniform sample of the vectors is kept. The same vectors in the same order
/// and the same seed give the same model, byte for byte.
package struct ModelTraining: Sendable {
    /// The most vectors kept, unless another capacity is asked for.
    package static let standardCapacity = 200_000

    private let features: String
    private let featureNames: TextList
    private let seed: UInt64
    private var reservoir: TrainingReservoir
    private var from: Timestamp?
    private var to: Timestamp?

    /// Vectors of other feature lists, which were omitted.
    package private(set) var skipped = 0

    /// Begins a training.
    ///
    /// - Parameters:
    ///   - features: The version of the feature list, such as `falco-features-1`.
    ///   - featureNames: The features in order; 1 to 254.
    ///   - seed: The seed of all random choices.
    ///   - capacity: The most vectors kept; at least ``ForestTrainer/fewestRows``.
    package init(
        features: String,
        featureNames: [String],
        seed: UInt64,
        capacity: Int = ModelTraining.standardCapacity
    ) {
        precondition(capacity >= ForestTrainer.fewestRows, "a training keeps at least 100 vectors")
        self.features = features
        self.featureNames = TextList(featureNames)
        self.seed = seed
        reservoir = TrainingReservoir(width: featureNames.count, capacity: capacity, seed: seed)
    }

    /// Vectors offered so far, those of other feature lists omitted.
    package var offered: Int { reservoir.offered }

    /// Offers one vector; one of another feature list is skipped and counted.
    package mutating func offer(_ vector: Vector) {
        guard vector.features == features, vector.values.count == featureNames.count else {
            skipped += 1
            return
        }
        reservoir.offer(vector.values.map(\.thousandths))
        from = min(from ?? vector.time, vector.time)
        to = max(to ?? vector.time, vector.time)
    }

    /// Trains on the offered vectors.
    ///
    /// - Parameters:
    ///   - settings: The shape of the forest.
    ///   - source: Where the vectors are in the log.
    ///   - createdBy: Who trains.
    ///   - note: The purpose; may be empty.
    ///   - parent: The model before it, nil for a first one.
    /// - Returns: The model with its manifest.
    /// - Throws: ``ModelFault`` with code `tooFewRows` when less than 100 vectors were offered.
    package func finish(
        settings: ForestSettings,
        source: [ModelSource],
        createdBy: String,
        note: String,
        parent: Digest?
    ) throws(ModelFault) -> ModelBundle {
        let trained = try ForestTrainer.train(rows: reservoir.rows, seed: seed, settings: settings)
        let epoch = Timestamp(nanoseconds: 0)
        let manifest = ModelManifest(
            algorithm: ModelBundle.algorithm,
            trees: trained.forest.treeCount,
            samples: trained.forest.sampleSize,
            seed: seed,
            features: features,
            featureNames: featureNames,
            trainedOn: reservoir.rows.rowCount,
            calibratedOn: trained.calibration.rowCount,
            from: from ?? epoch,
            to: to ?? epoch,
            source: source,
            createdBy: createdBy,
            note: note,
            parent: parent
        )
        return ModelBundle(manifest: manifest, trained: trained)
    }
}
