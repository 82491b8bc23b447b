import AnomalyScoring
import EventModel
import Pipeline
import SQLiteLog
import StageRuntime

/// Trains a model on everything that a node has decided so far, and switches it on.
enum ModelSwitch {
    /// Alerts of a warm-up before a model is trained: 33 minutes of event time at 50 alerts a second.
    static let warmUp = 100_000

    /// Feeds, trains, activates, and waits until the switch is through.
    ///
    /// - Returns: Control records appended to the alerts.
    static func warm(_ node: PipelineNode, _ feeder: inout AlertFeeder, alerts: Int) throws -> Int {
        let watch = try DecisionWatch(node.log)
        try feeder.feed(alerts, intrusions: false)
        try watch.waitUntilDecided(alerts: Int64(feeder.count))
        let bundle = try VectorTrainer(log: node.log).train(
            from: .earliest,
            to: .latest,
            seed: 1,
            createdBy: "eyrie-bench",
            note: "warm-up"
        )
        let digest = try node.operations.store(model: bundle.encoded, by: "eyrie-bench")
        _ = try node.operations.append(.activateModel(digest), by: "eyrie-bench")
        let controls = Int(try node.log.partitionCount(of: Topics.alerts.name))
        try watch.waitUntilDecided(alerts: Int64(feeder.count + controls))
        return controls
    }
}
