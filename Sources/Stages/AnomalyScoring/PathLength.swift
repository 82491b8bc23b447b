/// How the average path length c(n) is computed from the harmonic number H(n - 1).
package enum PathLengthRule: UInt8, Sendable, Equatable {
    /// Exact harmonic numbers; right for small leaves too.
    case exact = 0
    /// H(i) as ln(i) + 0.5772156649, as the paper and scikit-learn do; for comparisons with them.
    case logarithmic = 1
}

/// The average path length c(n) of an unsuccessful search among n rows, as a table for 0...256 rows.
///
/// c(n) = 2 H(n - 1) - 2 (n - 1) / n for n > 2, c(2) = 1, c(n <= 1) = 0. Path lengths are integers here, in units of
/// 1/65536 of a split: their sums are exact, whatever the order, so scores compare exactly.
/// Source: Liu, Ting and Zhou (2008), "Isolation Forest", ICDM, equation 1; scikit-learn issues 11839 and 15724.
package struct PathLengthTable: Sendable, Equatable {
    /// Units of one split.
    package static let unit: Int32 = 65536

    /// The largest number of rows in the table.
    package static let largestSize = 256

    /// c(n) in 1/65536 split, for n of 0...256.
    package let lengths: [Int32]

    /// Makes the table by a rule.
    package init(rule: PathLengthRule) {
        var lengths = [Int32](repeating: 0, count: Self.largestSize + 1)
        var harmonic = 1.0
        for size in 2...Self.largestSize {
            // Here `harmonic` is H(size - 1).
            var used = harmonic
            if rule == .logarithmic {
                used = PortableMath.naturalLogarithm(Double(size - 1)) + 0.577_215_664_9
            }
            let length = size == 2 ? 1 : 2 * used - 2 * Double(size - 1) / Double(size)
            lengths[size] = Int32(length * Double(Self.unit) + 0.5)
            harmonic += 1 / Double(size)
        }
        self.lengths = lengths
    }
}
