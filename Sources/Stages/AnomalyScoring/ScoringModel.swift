package import EventModel

/// A model made ready for scoring: decoded once, shared by all records that are scored under it.
package final class ScoringModel: Sendable {
    /// The model's name: the digest of its record's value.
    package let digest: Digest
    /// The forest and its manifest.
    package let bundle: ModelBundle

    /// The version of the feature list that vectors must have.
    let features: String
    /// The features' names, in order.
    private let names: [String]
    /// The suggestion for each feature that explains a score.
    private let suggestions: [String?]

    /// Contributions that a verdict names, at most.
    static let maximumContributions = 5

    /// Suggestions that a verdict gives, at most.
    static let maximumSuggestions = 3

    /// The most features that a vector can be scored with.
    private var width: Int { bundle.trained.forest.featureCount }

    /// Makes a model ready.
    package init(digest: Digest, bundle: ModelBundle) {
        self.digest = digest
        self.bundle = bundle
        features = bundle.manifest.features
        names = Array(bundle.manifest.featureNames)
        suggestions = names.map { Suggestions.text(for: $0) }
    }

    /// Returns whether a vector is of the model's feature list.
    func fits(_ vector: Vector) -> Bool {
        vector.values.count == width && vector.features == features
    }

    /// A model's result for one vector.
    struct Assessment {
        /// The published score in thousandths, 0...1000.
        var score: Int32
        /// The forest's own score in thousandths, 0...1000.
        var raw: Int32
        /// The explaining features, largest share first; empty below the explained scores.
        var contributions: [Contribution] = []
        /// Suggestions for the largest shares; empty without contributions.
        var suggestions = TextList()
    }

    /// Scores a vector that ``fits(_:)``; a score of at least `explainedFrom` thousandths is explained.
    func assess(_ vector: Vector, explainedFrom: Int32, suggestedFrom: Int32) -> Assessment {
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: width) { row in
            vector.values.withUnsafeBufferPointer { values in
                for index in 0..<width { row[index] = FeatureMatrix.clamped(values[index].thousandths) }
            }
            let values = UnsafeBufferPointer(row)
            let total = bundle.trained.forest.pathTotal(of: values)
            var assessment = Assessment(
                score: bundle.trained.calibration.score(ofTotal: total),
                raw: bundle.trained.forest.rawScore(ofTotal: total)
            )
            if assessment.score >= explainedFrom || assessment.score >= suggestedFrom {
                explain(values, vector, suggests: assessment.score >= suggestedFrom, into: &assessment)
            }
            return assessment
        }
    }

    /// Names the features with the largest credits; their shares are of all positive credits.
    private func explain(
        _ values: UnsafeBufferPointer<Int32>,
        _ vector: Vector,
        suggests: Bool,
        into assessment: inout Assessment
    ) {
        let credits = bundle.trained.forest.credits(of: values)
        var sum: Int64 = 0
        for credit in credits where credit > 0 { sum += credit }
        var named: [Int] = []
        named.reserveCapacity(Self.maximumContributions)
        while named.count < Self.maximumContributions {
            var best: Int?
            for index in credits.indices where credits[index] > 0 && !named.contains(index) {
                if best.map({ credits[$0] < credits[index] }) ?? true { best = index }
            }
            guard let best else { break }
            named.append(best)
        }
        assessment.contributions.reserveCapacity(named.count)
        var texts: [String] = []
        for index in named {
            assessment.contributions.append(
                Contribution(
                    feature: names[index],
                    value: vector.values[index],
                    baseline: Milli(thousandths: bundle.trained.baselines[index].median),
                    share: Milli(thousandths: Int32((credits[index] * 1000 + sum / 2) / sum))
                )
            )
            guard suggests, let text = suggestions[index], !texts.contains(text) else { continue }
            if texts.count < Self.maximumSuggestions { texts.append(text) }
        }
        assessment.suggestions = TextList(texts)
    }
}
