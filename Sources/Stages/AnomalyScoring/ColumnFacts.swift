/// Properties of the columns of training rows.
struct ColumnFacts {
    /// Baselines, one for each column.
    let baselines: [FeatureBaseline]
    /// Columns whose inter-quartile range is 0, ascending: a forest hardly splits on them.
    let nearConstant: [Int]
    /// A value above anything seen, one for each column, in thousandths.
    ///
    /// The largest value and, on top, the column's range, but at least ln 2: what a first occurrence adds to log1p of a
    /// count.
    let lifted: [Int32]

    /// Works out the facts of at least one row.
    init(rows: FeatureMatrix) {
        var baselines: [FeatureBaseline] = []
        var nearConstant: [Int] = []
        var lifted: [Int32] = []
        for column in 0..<rows.width {
            let sorted = rows.sortedColumn(column)
            baselines.append(FeatureBaseline(sorted: sorted))
            if sorted[sorted.count / 4] == sorted[sorted.count * 3 / 4] { nearConstant.append(column) }
            let largest = sorted[sorted.count - 1]
            let range = largest - sorted[0]
            lifted.append(FeatureMatrix.clamped(largest + max(range, Self.firstOccurrence)))
        }
        self.baselines = baselines
        self.nearConstant = nearConstant
        self.lifted = lifted
    }

    /// ln 2 in thousandths, rounded down, so that a first occurrence lies on the lifted side of every threshold.
    private static let firstOccurrence: Int32 = 693
}
