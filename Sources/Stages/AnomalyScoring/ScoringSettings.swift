/// Settings of scoring before the first control record.
package struct ScoringSettings: Sendable, Equatable {
    /// Vectors of a profile that count as learned enough, 1...1000000.
    ///
    /// The standard is 999: with fewer calibration rows no p-value reaches one in a thousand, the threshold's meaning
    /// (``Calibration``). Verdicts count up to it before there is a model; it activates nothing by itself.
    package let neededVectors: Int

    /// The published score from which a vector is anomalous, in thousandths, until a control sets another; 1...1000.
    package let threshold: Int32

    /// The published score from which a verdict names contributions, in thousandths; 0...1000.
    ///
    /// Computing them costs about four times the score itself, and below one in ten they are not needed.
    package let explainedFrom: Int32

    /// Makes settings.
    package init(neededVectors: Int, threshold: Int32, explainedFrom: Int32) {
        precondition((1...1_000_000).contains(neededVectors), "learning takes 1 to 1000000 vectors")
        precondition((1...1000).contains(threshold), "a threshold is 0.001 to 1")
        precondition((0...1000).contains(explainedFrom), "a score is 0 to 1")
        self.neededVectors = neededVectors
        self.threshold = threshold
        self.explainedFrom = explainedFrom
    }

    /// 999 vectors, threshold 0.75 (one in a thousand), explained from 0.25 (one in ten).
    package static let standard = ScoringSettings(neededVectors: 999, threshold: 750, explainedFrom: 250)
}
