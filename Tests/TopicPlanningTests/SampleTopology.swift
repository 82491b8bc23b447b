import EventModel
import PartKit

/// The parts of the program, described by hand.
enum SampleTopology {
    static func make(and others: [TopologyNode] = []) throws(TopologyFault) -> Topology {
        try Topology(
            head: Topics.alerts.name,
            [
                .bridge(
                    "bridge",
                    writes: [Topics.alerts.name, Topics.sensors.name],
                    lookUps: [Topics.alerts.name],
                    changelog: Topics.bridgeChangelog.name,
                    deadLetters: Topics.deadLetters.name,
                    producerID: "bridge",
                    purpose: "takes alerts in"
                ),
                stage("features", Topics.alerts, Topics.vectors, Topics.featuresChangelog),
                stage("scoring", Topics.vectors, Topics.verdicts, Topics.scoringChangelog, Topics.models.name),
                stage("incidents", Topics.verdicts, Topics.incidents, Topics.incidentsChangelog),
                .projection(
                    "vault",
                    follows: [Topics.incidents.name],
                    lookUps: [Topics.alerts.name, Topics.verdicts.name],
                    purpose: "keeps incidents with their evidence"
                ),
                .people(
                    "operator",
                    writes: [Topics.alerts.name, Topics.models.name, Topics.audit.name],
                    producerID: "eyrie-operations",
                    purpose: "people who give orders: models, thresholds, triage"
                ),
            ] + others
        )
    }

    private static func stage<A, B, C>(
        _ name: String,
        _ input: Topic<A>,
        _ output: Topic<B>,
        _ changelog: Topic<C>,
        _ models: String? = nil
    ) -> TopologyNode {
        .stage(
            name,
            reads: input.name,
            writes: output.name,
            changelog: changelog.name,
            deadLetters: Topics.deadLetters.name,
            models: models
        )
    }
}
