import EventModel
package import PartKit

/// The topics that the vault reads.
package enum VaultTopics {
    /// The vault as a node of the topology: it follows incidents, and looks up each one's evidence.
    package static let node = TopologyNode.projection(
        "vault",
        follows: [Topics.incidents.name],
        lookUps: [Topics.alerts.name, Topics.verdicts.name],
        purpose: "keeps incidents with their evidence"
    )
}
