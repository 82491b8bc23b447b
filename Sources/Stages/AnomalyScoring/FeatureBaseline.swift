/// Usual values of one feature in the training rows of a model, in thousandths.
package struct FeatureBaseline: Sendable, Equatable {
    /// The value that half of the rows do not exceed.
    package let median: Int32
    /// The value that 99 of 100 rows do not exceed.
    package let percentile99: Int32

    /// Makes a baseline of stored values.
    package init(median: Int32, percentile99: Int32) {
        self.median = median
        self.percentile99 = percentile99
    }

    /// Makes the baseline of a column in ascending order; there is at least one value.
    init(sorted column: [Int32]) {
        median = column[(column.count - 1) / 2]
        percentile99 = column[(column.count - 1) * 99 / 100]
    }
}
