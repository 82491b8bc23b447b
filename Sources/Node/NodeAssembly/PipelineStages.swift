package import AnomalyScoring
import EventModel
package import FeatureExtraction
package import IncidentTracking
import PartKit
import StageKit

/// The stages, each with its code, its node of the topology and its limits.
///
/// Decisions depend on the values here, the stages' versioned lists, and control records. Nothing here is read from
/// configuration, so that a replay needs only the log and this program.
package enum PipelineStages {
    /// Alerts to behavior vectors.
    package static let features = StageDefinition(
        stage: FeatureStage(),
        node: .stage(
            "features",
            reads: Topics.alerts.name,
            writes: Topics.vectors.name,
            changelog: Topics.featuresChangelog.name,
            deadLetters: Topics.deadLetters.name,
            writesOneForEach: true
        ),
        // 20,000 profiles a partition at about 2 KB each stay below 40 MB; a profile is forgotten after 7 silent days.
        limits: StateLimits(maxKeys: 20_000, maxAgeNanoseconds: 7 * day)
    )
    /// Vectors to verdicts.
    package static let scoring = StageDefinition(
        stage: ScoringStage(settings: .standard),
        node: .stage(
            "scoring",
            reads: Topics.vectors.name,
            writes: Topics.verdicts.name,
            changelog: Topics.scoringChangelog.name,
            deadLetters: Topics.deadLetters.name,
            models: Topics.models.name,
            writesOneForEach: true
        ),
        limits: StateLimits(maxKeys: 20_000, maxAgeNanoseconds: 7 * day)
    )
    /// Verdicts to incidents.
    package static let incidents = StageDefinition(
        stage: IncidentStage(),
        node: .stage(
            "incidents",
            reads: Topics.verdicts.name,
            writes: Topics.incidents.name,
            changelog: Topics.incidentsChangelog.name,
            deadLetters: Topics.deadLetters.name
        ),
        limits: IncidentStage.stateLimits
    )

    private static let day: Int64 = 86_400_000_000_000
}
