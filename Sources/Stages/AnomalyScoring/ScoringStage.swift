package import EventModel
package import StageKit

/// Scores each behaviour vector with the isolation forest that is active in the partition.
///
/// One verdict a vector: `learning` before a model is active, `scored` under one, `unscorable` when the vector is of
/// another feature list than the model. Only control records set the model and the threshold.
///
/// Delivery: exactly once. A verdict is a function of the vector, the profile's count and the regime, so a replay gives
/// the same bytes, and a replay under another model shows what that would have decided.
package struct ScoringStage: Stage {
    private let settings: ScoringSettings

    /// Makes the stage.
    package init(settings: ScoringSettings) {
        self.settings = settings
    }

    package func initialRegime() -> ScoringRegime {
        ScoringRegime(threshold: settings.threshold)
    }

    package func apply(
        _ record: Record<Vector>,
        to state: inout ScoringState?,
        under regime: ScoringRegime
    ) throws(Rejection) -> [Verdict] {
        let vector = record.payload
        let learned = min((state?.learned ?? 0) + 1, settings.neededVectors)
        if state?.learned != learned { state = ScoringState(learned: learned) }
        let (verdictState, assessment) = judge(vector, under: regime)
        // Made at once with all that is in it: to change it afterwards would copy it.
        return [
            Verdict(
                subject: vector.subject,
                state: verdictState,
                learned: learned,
                needed: settings.neededVectors,
                score: assessment.map { Milli(thousandths: $0.score) },
                threshold: Milli(thousandths: regime.threshold),
                isAnomalous: assessment.map { $0.score >= regime.threshold } ?? false,
                raw: assessment.map { Milli(thousandths: $0.raw) },
                model: regime.active,
                contributions: assessment?.contributions ?? [],
                suggestions: assessment?.suggestions ?? TextList()
            )
        ]
    }

    /// Scores with the active model; nil without one, or when the vector is of another feature list.
    private func judge(
        _ vector: Vector,
        under regime: ScoringRegime
    ) -> (state: Verdict.State, assessment: ScoringModel.Assessment?) {
        guard regime.active != nil else { return (.learning, nil) }
        guard let model = regime.model else {
            preconditionFailure("the runner attaches the active model before it applies a record")
        }
        guard model.fits(vector) else { return (.unscorable, nil) }
        let assessment = model.assess(
            vector,
            explainedFrom: settings.explainedFrom,
            suggestedFrom: regime.threshold
        )
        return (.scored, assessment)
    }

    package func adopt(_ control: Control, into regime: inout ScoringRegime) throws(Rejection) -> [Verdict] {
        switch control.action {
        case .activateModel(let digest):
            guard regime.activate(digest) else {
                throw Rejection(.unknownTarget, "model \(digest) is not attached")
            }
        case .setThreshold(let threshold):
            guard regime.setThreshold(threshold.thousandths) else {
                throw Rejection(.outOfRange, "threshold \(threshold) is not 0.001 to 1")
            }
        case .triage, .stateRebuilt:
            break
        }
        return []
    }

    package func contents(neededBy control: Control) -> [Digest] {
        if case .activateModel(let digest) = control.action { [digest] } else { [] }
    }

    package func contents(neededBy regime: ScoringRegime) -> [Digest] {
        regime.active.map { [$0] } ?? []
    }

    package func attach(_ content: Content, to regime: inout ScoringRegime) throws(Rejection) {
        var outcome: Result<ModelBundle, ModelFault>?
        content.bytes.withUnsafeBytes { bytes in
            do throws(ModelFault) {
                outcome = .success(try ModelBundle(decoding: bytes))
            } catch {
                outcome = .failure(error)
            }
        }
        switch outcome {
        case .success(let bundle):
            regime.attach(ScoringModel(digest: content.digest, bundle: bundle))
        case .failure(let fault):
            throw Rejection(.incompatible, "model \(content.digest): \(fault.message)")
        case nil:
            preconditionFailure("the body of withUnsafeBytes runs")
        }
    }
}
