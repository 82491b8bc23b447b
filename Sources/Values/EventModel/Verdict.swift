package import JSONText

/// The result of scoring one vector (`eyrie.verdicts.v1`).
package struct Verdict: SubjectPayload {
    /// Whether there is a score, and why not.
    package enum State: String, Sendable {
        /// No model is active yet: `learned` of `needed`.
        case learning
        /// There is a score.
        case scored
        /// The vector does not fit the active model's feature list.
        case unscorable
        /// A state of a later version.
        case unknown
    }

    /// Which alert it is about, of whom, when and what.
    package var subject: Subject
    /// Whether there is a score.
    package var state: State
    /// How many vectors have been seen while learning; at least 0.
    package var learned: Int
    /// How many vectors a model is trained on; at least 0.
    package var needed: Int
    /// The published score, 0 to 1: min(1, -log10(p) / 4); nil without one.
    package var score: Milli?
    /// The threshold that held, 0 to 1.
    package var threshold: Milli
    /// Whether the score reaches the threshold.
    package var isAnomalous: Bool
    /// The forest's own score before calibration, 0 to 1; nil without one.
    package var raw: Milli?
    /// The model's digest; nil without a model.
    package var model: Digest?
    /// The features that explain the score, the largest share first.
    package var contributions: [Contribution]
    /// What an analyst may look at.
    package var suggestions: TextList

    package init(
        subject: Subject,
        state: State,
        learned: Int,
        needed: Int,
        score: Milli?,
        threshold: Milli,
        isAnomalous: Bool,
        raw: Milli?,
        model: Digest?,
        contributions: [Contribution],
        suggestions: TextList
    ) {
        self.subject = subject
        self.state = state
        self.learned = learned
        self.needed = needed
        self.score = score
        self.threshold = threshold
        self.isAnomalous = isAnomalous
        self.raw = raw
        self.model = model
        self.contributions = contributions
        self.suggestions = suggestions
    }
}

extension Verdict {
    /// What a record's value begins with, up to the event's id.
    private static let head: StaticString = #"{"verdict":1,"event":""#

    /// Returns the event's id in a record's value without reading the rest; nil for what this codec did not write.
    package static func eventID(in value: UnsafeRawBufferPointer) -> EventID? {
        EventID(in: value, behind: head)
    }

    package init(from view: JSONView) throws(PayloadFault) {
        let reader = try MemberReader(view, of: "Verdict")
        guard try reader.int64("verdict") == 1 else { throw reader.bad("verdict", "version 1") }
        subject = try Subject(from: reader)
        state = State(rawValue: try reader.string("state")) ?? .unknown
        learned = try reader.count("learned")
        needed = try reader.count("needed")
        score = try reader.optionalMilli("score")
        threshold = try reader.milli("threshold")
        isAnomalous = try reader.bool("anomalous")
        raw = try reader.optionalMilli("raw")
        model = try reader.optionalDigest("model")
        var contributions: [Contribution] = []
        for element in try reader.elements("contributions") {
            contributions.append(try Contribution(from: element))
        }
        self.contributions = contributions
        suggestions = try reader.texts("suggestions")
    }

    package func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("verdict", 1)
        subject.writeMembers(into: &writer)
        writer.member("state", state.rawValue)
        writer.member("learned", learned)
        writer.member("needed", needed)
        writer.member("score", score)
        writer.member("threshold", threshold)
        writer.member("anomalous", isAnomalous)
        writer.member("raw", raw)
        writer.member("model", model)
        writer.member("contributions", contributions)
        writer.member("suggestions", suggestions)
        subject.writeFacts(into: &writer)
        writer.endObject()
    }
}
