/// The rows of one tree: drawn without replacement, and some background rows.
struct TreeSample {
    /// The rows, `[size x width]`.
    let sample: FeatureMatrix
    /// Which rows of the training set are in it.
    let drawn: [Bool]

    /// Draws a sample.
    ///
    /// Background rows are copies of drawn rows with one near-constant feature lifted; without such a feature there is
    /// no background.
    init(
        rows: FeatureMatrix,
        size: Int,
        backgroundPermille: Int,
        columns: ColumnFacts,
        random: inout RandomStream
    ) {
        let background = columns.nearConstant.isEmpty ? 0 : size * backgroundPermille / 1000
        let real = size - background
        var drawn = [Bool](repeating: false, count: rows.rowCount)
        var chosen: [Int] = []
        chosen.reserveCapacity(real)
        // Floyd's sampling without replacement: Bentley and Floyd (1987), CACM 30(9).
        for last in rows.rowCount - real..<rows.rowCount {
            let candidate = random.index(below: last + 1)
            let row = drawn[candidate] ? last : candidate
            drawn[row] = true
            chosen.append(row)
        }
        var sample = FeatureMatrix(width: rows.width)
        for row in chosen {
            sample.append(Array(rows.values[row * rows.width..<(row + 1) * rows.width]))
        }
        for _ in 0..<background {
            let row = chosen[random.index(below: real)]
            let column = columns.nearConstant[random.index(below: columns.nearConstant.count)]
            var copy = Array(rows.values[row * rows.width..<(row + 1) * rows.width])
            copy[column] = columns.lifted[column]
            sample.append(copy)
        }
        self.sample = sample
        self.drawn = drawn
    }
}
