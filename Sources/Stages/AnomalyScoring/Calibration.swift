/// The table from a row's path total to its published score, made when the forest was trained.
///
/// p = (1 + calibration rows at least as strange) / (calibration rows + 1); published = min(1, -log10(p) / 4), so 0.25
/// is one row in ten, 0.75 one in a thousand, 1 one in ten thousand. With n calibration rows no score exceeds
/// log10(n + 1) / 4: a score of 0.75 needs 999 of them.
/// Source: Vovk, Gammerman and Shafer (2005), "Algorithmic Learning in a Random World", 4.1 (conformal p-value).
package struct Calibration: Sendable, Equatable {
    /// The number of rows that the table was made from.
    package let rowCount: Int

    /// Path totals, ascending, in 1/65536 split; a row not above the i-th has at least the i-th score.
    package let cutoffs: [Int32]

    /// Published scores in thousandths, 1...1000, strictly descending, one a cutoff.
    package let scores: [Int32]

    /// Makes the table of the path totals of rows in trees that were built without them.
    package init(totals: [Int32]) {
        let sorted = totals.sorted()
        var cutoffs: [Int32] = []
        var scores: [Int32] = []
        var position = 0
        while position < sorted.count {
            // A total below this one, and not below the one before, is matched by `position` calibration rows.
            let value = sorted[position]
            let score = Self.score(atLeastAsStrange: position, of: sorted.count)
            if score > 0 {
                if scores.last == score {
                    cutoffs[cutoffs.count - 1] = value - 1
                } else {
                    cutoffs.append(value - 1)
                    scores.append(score)
                }
            }
            while position < sorted.count, sorted[position] == value { position += 1 }
        }
        self.cutoffs = cutoffs
        self.scores = scores
        rowCount = sorted.count
    }

    /// Makes a table of stored parts, or nil when they are not one.
    init?(rowCount: Int, cutoffs: [Int32], scores: [Int32]) {
        guard rowCount >= 0, cutoffs.count == scores.count, cutoffs.count <= 1000 else { return nil }
        for index in scores.indices {
            guard (1...1000).contains(scores[index]) else { return nil }
            if index > 0, cutoffs[index] <= cutoffs[index - 1] || scores[index] >= scores[index - 1] { return nil }
        }
        self.rowCount = rowCount
        self.cutoffs = cutoffs
        self.scores = scores
    }

    /// Returns the published score of a path total, in thousandths; 0...1000.
    package func score(ofTotal total: Int32) -> Int32 {
        var low = 0
        var high = cutoffs.count
        while low < high {
            let middle = (low + high) / 2
            if total <= cutoffs[middle] { high = middle } else { low = middle + 1 }
        }
        return low < scores.count ? scores[low] : 0
    }

    /// Returns min(1000, -250 log10((1 + k) / (n + 1))), rounded down so that no score promises more than its p.
    private static func score(atLeastAsStrange count: Int, of rows: Int) -> Int32 {
        let ratio = Double(rows + 1) / Double(count + 1)
        // The small addend outweighs the error of the logarithm, so that exactly 1/1000 is 750 and not 749.
        return min(1000, Int32(250 * PortableMath.decimalLogarithm(ratio) + 1e-9))
    }
}
