import EventModel
package import PartKit

/// The topics that doors and intake read and write.
package enum BridgeTopics {
    /// The bridge as a node of the topology.
    package static let node = TopologyNode.bridge(
        "bridge",
        writes: [Topics.alerts.name, Topics.sensors.name],
        // The last minute, at a start without a spool, to recognize duplicates.
        lookUps: [Topics.alerts.name],
        changelog: Topics.bridgeChangelog.name,
        deadLetters: Topics.deadLetters.name,
        producerID: IntakeSettings().producerID,
        purpose: "takes alerts in"
    )
}
