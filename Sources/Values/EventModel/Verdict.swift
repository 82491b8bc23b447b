import JSONText

/// What scoring says about one vector (`eyrie.verdicts.v1`).
package struct Verdict: TimedPayload {
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

    /// The alert's id.
    package var event: EventID
    /// What the behaviour is compared with.
    package var profile: Profile
    /// The concrete thing seen.
    package var entity: Entity
    /// When it happened, by Falco's clock.
    package var time: Timestamp
    /// Falco's rule.
    package var rule: String
    /// Falco's priority.
    package var priority: Priority
    /// Falco's event source, such as `syscall`.
    package var source: String
    /// Falco's tags.
    package var tags: TextList
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
    /// What a person wants to know at a glance.
    package var facts: Facts

    package init(
        event: EventID,
        profile: Profile,
        entity: Entity,
        time: Timestamp,
        rule: String,
        priority: Priority,
        source: String,
        tags: TextList,
        state: State,
        learned: Int,
        needed: Int,
        score: Milli?,
        threshold: Milli,
        isAnomalous: Bool,
        raw: Milli?,
        model: Digest?,
        contributions: [Contribution],
        suggestions: TextList,
        facts: Facts
    ) {
        self.event = event
        self.profile = profile
        self.entity = entity
        self.time = time
        self.rule = rule
        self.priority = priority
        self.source = source
        self.tags = tags
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
        self.facts = facts
    }

    package var eventTime: Timestamp { time }
}
