/// A forest, its calibration and its baselines: what a model's bytes hold besides the manifest.
package struct TrainedForest: Sendable, Equatable {
    /// The trees.
    package let forest: IsolationForest
    /// From path totals to published scores.
    package let calibration: Calibration
    /// What is usual, one for each feature.
    package let baselines: [FeatureBaseline]

    /// Makes a trained forest of its parts.
    package init(forest: IsolationForest, calibration: Calibration, baselines: [FeatureBaseline]) {
        precondition(baselines.count == forest.featureCount, "each feature has a baseline")
        self.forest = forest
        self.calibration = calibration
        self.baselines = baselines
    }
}
