/// Settings of a forest's training.
package struct ForestSettings: Sendable, Equatable {
    /// Trees in the forest; 1...1000.
    package var treeCount: Int

    /// Rows of a tree, 4...256.
    ///
    /// A forest takes at most half of the rows there are, so that the others can calibrate.
    package var sampleSize: Int

    /// Share of a tree's rows that are background, in thousandths; 0...500.
    ///
    /// A tree cannot split on a feature that was constant in training, so a flag never raised before is invisible.
    /// Background rows are copies of real rows with one feature of inter-quartile range 0 lifted above anything seen.
    package var backgroundPermille: Int

    /// Whether a row far outside a node's range loses one split of path there.
    ///
    /// Far is further from the threshold than the range of the node's rows is wide.
    /// Source: Liu, Ting and Zhou (2010), "On detecting clustered anomalies using SCiForest"; isotree `penalize_range`.
    package var penalizesRange: Bool

    /// The rule of c(n).
    package var rule: PathLengthRule

    /// Makes settings of given values.
    package init(
        treeCount: Int,
        sampleSize: Int,
        backgroundPermille: Int,
        penalizesRange: Bool,
        rule: PathLengthRule
    ) {
        precondition((1...1000).contains(treeCount), "a forest has 1 to 1000 trees")
        precondition((4...PathLengthTable.largestSize).contains(sampleSize), "a tree has 4 to 256 rows")
        precondition((0...500).contains(backgroundPermille), "background is at most half of a sample")
        self.treeCount = treeCount
        self.sampleSize = sampleSize
        self.backgroundPermille = backgroundPermille
        self.penalizesRange = penalizesRange
        self.rule = rule
    }

    /// Eyrie's settings: 100 trees of 256 rows, a tenth of them background, with the range penalty.
    package static let standard = ForestSettings(
        treeCount: 100,
        sampleSize: 256,
        backgroundPermille: 100,
        penalizesRange: true,
        rule: .exact
    )

    /// The plain isolation forest as scikit-learn has it, for comparisons.
    package static let plain = ForestSettings(
        treeCount: 100,
        sampleSize: 256,
        backgroundPermille: 0,
        penalizesRange: false,
        rule: .logarithmic
    )
}
