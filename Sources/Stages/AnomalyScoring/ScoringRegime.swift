package import EventModel
package import JSONText

/// The regime of scoring in one partition: the active model and the threshold.
///
/// Its bytes contain the model's digest; the runner attaches the model itself.
package struct ScoringRegime: Payload {
    /// The active model; nil while none was activated.
    package private(set) var active: Digest?
    /// The published score from which a vector is anomalous, in thousandths; 1...1000.
    package private(set) var threshold: Int32

    /// The attached models: the active one, and one that a control is about to activate.
    private(set) var model: ScoringModel?
    private var candidate: ScoringModel?

    /// Makes the regime without a model.
    package init(threshold: Int32) {
        self.threshold = threshold
    }

    package init(from view: JSONView) throws(PayloadFault) {
        let reader = try MemberReader(view, of: "ScoringRegime")
        active = try reader.optionalDigest("model")
        threshold = try reader.milli("threshold").thousandths
        guard (1...1000).contains(threshold) else { throw reader.bad("threshold", "0.001 to 1") }
    }

    package func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("threshold", thousandths: Int64(threshold))
        writer.member("model", active)
        writer.endObject()
    }

    /// Takes a model, as the active one when it is that, else as the one to be activated.
    mutating func attach(_ model: ScoringModel) {
        if model.digest == active { self.model = model } else { candidate = model }
    }

    /// Activates the attached model of a digest; false when it is not attached, and then nothing changed.
    mutating func activate(_ digest: Digest) -> Bool {
        if let candidate, candidate.digest == digest {
            model = candidate
            active = digest
            self.candidate = nil
            return true
        }
        return model?.digest == digest
    }

    /// Sets the threshold; false when it is not 0.001 to 1, and then nothing changed.
    mutating func setThreshold(_ threshold: Int32) -> Bool {
        guard (1...1000).contains(threshold) else { return false }
        self.threshold = threshold
        return true
    }

    /// Whether two regimes decide alike; attached models follow from their digests.
    package static func == (left: ScoringRegime, right: ScoringRegime) -> Bool {
        left.active == right.active && left.threshold == right.threshold
    }
}
