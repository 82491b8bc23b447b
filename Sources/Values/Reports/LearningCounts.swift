package import EventModel

/// How far scoring was when it decided about the evidence of a period.
package struct LearningCounts: Sendable, Equatable {
    /// Alerts without a model.
    package var learning: Int
    /// Alerts with a score.
    package var scored: Int
    /// Alerts that the active model could not score.
    package var unscorable: Int
    /// The models that scored, sorted.
    package var models: [Digest]

    package init(learning: Int, scored: Int, unscorable: Int, models: [Digest]) {
        self.learning = learning
        self.scored = scored
        self.unscorable = unscorable
        self.models = models
    }
}
