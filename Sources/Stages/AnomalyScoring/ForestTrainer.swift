/// Trains isolation forests and calibrates them on the rows that each tree did not see.
package enum ForestTrainer {
    /// The fewest rows that a forest can be trained on.
    ///
    /// Below 99 calibration rows no row can be one in a hundred (``Calibration``), so no score would say anything.
    package static let fewestRows = 100

    /// Trains a forest.
    ///
    /// The same rows in the same order, seed and settings give the same bytes on every machine. Each tree draws from
    /// its own random stream. Each row is calibrated by the trees that did not draw it (out of bag), scaled to all
    /// trees, so no row is lost to calibration.
    ///
    /// - Parameters:
    ///   - rows: The baseline, `[rows x features]` in thousandths.
    ///   - seed: The seed of all choices.
    ///   - settings: The shape of the forest.
    /// - Returns: The forest, its calibration and the baselines of its features.
    /// - Throws: ``ModelFault`` with code `tooFewRows` below ``fewestRows`` rows.
    package static func train(
        rows: FeatureMatrix,
        seed: UInt64,
        settings: ForestSettings
    ) throws(ModelFault) -> TrainedForest {
        guard rows.rowCount >= fewestRows else {
            throw ModelFault(
                code: .tooFewRows,
                action: "training a forest",
                message: "there are \(rows.rowCount) vectors, fewer than \(fewestRows)",
                remedy: "take a longer range of the log"
            )
        }
        let columns = ColumnFacts(rows: rows)
        var outOfBag = OutOfBagTotals(rowCount: rows.rowCount)
        let forest = grow(rows: rows, columns: columns, seed: seed, settings: settings) { forest, drawn in
            outOfBag.add(lastTreeOf: forest, rows: rows, drawn: drawn)
        }
        return TrainedForest(
            forest: forest,
            calibration: Calibration(totals: outOfBag.totals(treeCount: settings.treeCount)),
            baselines: columns.baselines
        )
    }

    /// Grows the trees of a forest alone, without calibration, from at least four rows.
    package static func forest(rows: FeatureMatrix, seed: UInt64, settings: ForestSettings) -> IsolationForest {
        grow(rows: rows, columns: ColumnFacts(rows: rows), seed: seed, settings: settings) { _, _ in }
    }

    private static func grow(
        rows: FeatureMatrix,
        columns: ColumnFacts,
        seed: UInt64,
        settings: ForestSettings,
        afterTree: (_ forest: IsolationForest, _ drawn: [Bool]) -> Void
    ) -> IsolationForest {
        var forest = IsolationForest(
            featureCount: rows.width,
            sampleSize: min(settings.sampleSize, rows.rowCount / 2),
            rule: settings.rule
        )
        for tree in 0..<settings.treeCount {
            var random = RandomStream(seed: seed, part: tree)
            let drawn = TreeSample(
                rows: rows,
                size: forest.sampleSize,
                backgroundPermille: settings.backgroundPermille,
                columns: columns,
                random: &random
            )
            var builder = TreeBuilder(
                sample: drawn.sample,
                random: random,
                penalizesRange: settings.penalizesRange,
                pathLengths: forest.pathLengths
            )
            forest.append(builder.build())
            afterTree(forest, drawn.drawn)
        }
        return forest
    }
}

/// The path lengths of each row in the trees that did not draw it.
private struct OutOfBagTotals {
    private var sums: [Int64]
    private var counts: [Int64]

    init(rowCount: Int) {
        sums = Array(repeating: 0, count: rowCount)
        counts = Array(repeating: 0, count: rowCount)
    }

    mutating func add(lastTreeOf forest: IsolationForest, rows: FeatureMatrix, drawn: [Bool]) {
        rows.values.withUnsafeBufferPointer { values in
            for row in 0..<rows.rowCount where !drawn[row] {
                let first = row * rows.width
                let slice = UnsafeBufferPointer(rebasing: values[first..<first + rows.width])
                sums[row] += Int64(forest.path(of: slice, inTree: forest.treeCount - 1))
                counts[row] += 1
            }
        }
    }

    /// Returns each row's total scaled to all trees; a row that every tree drew has none.
    func totals(treeCount: Int) -> [Int32] {
        var totals: [Int32] = []
        totals.reserveCapacity(sums.count)
        for row in sums.indices where counts[row] > 0 {
            totals.append(Int32(sums[row] * Int64(treeCount) / counts[row]))
        }
        return totals
    }
}
