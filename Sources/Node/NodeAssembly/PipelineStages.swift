package import AnomalyScoring
import EventModel
package import FeatureExtraction
package import IncidentTracking
package import Replay
import StageKit
package import StageRuntime

/// The explicit list of stages, in the order of the data.
///
/// What decides is fixed here and in the stages' own versioned lists; what changes a decision at run time is a control
/// record. Nothing here is read from configuration, so that a replay needs the log and this program alone.
package enum PipelineStages {
    /// Alerts to behavior vectors.
    package static let features = StageDefinition(
        stage: FeatureStage(),
        wiring: wiring("features", Topics.alerts.name, Topics.vectors.name, Topics.featuresChangelog.name),
        // 20,000 profiles a partition at about 2 KB each stay below 40 MB; a profile is forgotten after 7 silent days.
        limits: StateLimits(maxKeys: 20_000, maxAgeNanoseconds: 7 * day)
    )
    /// Vectors to verdicts.
    package static let scoring = StageDefinition(
        stage: ScoringStage(settings: .standard),
        wiring: wiring("scoring", Topics.vectors.name, Topics.verdicts.name, Topics.scoringChangelog.name),
        limits: StateLimits(maxKeys: 20_000, maxAgeNanoseconds: 7 * day)
    )
    /// Verdicts to incidents.
    package static let incidents = StageDefinition(
        stage: IncidentStage(),
        wiring: wiring("incidents", Topics.verdicts.name, Topics.incidents.name, Topics.incidentsChangelog.name),
        limits: IncidentStage.stateLimits
    )

    /// All stages, in the order of the data.
    package static let all: [any PipelineStage] = [features, scoring, incidents]

    /// The stages that write one record for each record, which the ledger checks hop by hop.
    package static let ledgerHops: [StageWiring] = [features.wiring, scoring.wiring]

    /// The stages as replay runs them.
    package static let replayed: [ReplayStage] = all.map { stage in
        ReplayStage(wiring: stage.wiring) { partition, contents in
            stage.makeProcessor(partition: partition, contents: contents)
        }
    }

    private static let day: Int64 = 86_400_000_000_000

    private static func wiring(_ name: String, _ input: String, _ output: String, _ changelog: String) -> StageWiring {
        StageWiring(
            name: name,
            input: input,
            output: output,
            changelog: changelog,
            deadLetters: Topics.deadLetters.name,
            deadLetterPartitions: 1
        )
    }
}
