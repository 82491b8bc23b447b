import EventModel

/// The weight of a verdict as evidence of an incident.
///
/// | weight | when | what it does |
/// | --- | --- | --- |
/// | strong | the score reaches the threshold, or the priority is at least the floor | opens, joins, keeps open |
/// | suspicious | has an ATT&CK tactic, and its score reaches the suspicion or, unscored, it is a Warning or more | joins; alone it is remembered, and a chain opens |
/// | context | a Warning or more, or an unscored Notice with a tactic | joins an open incident, a few of each rule |
/// | none | everything else | nothing |
///
/// A chain is suspicious alerts of three different tactics within the window, each without a score or with one of at
/// least the policy's `chainScore`.
///
/// A shell in a container is a Notice: with a model that finds it unusual it is strong or suspicious; without a model
/// it is context of an intrusion with other strong evidence; an everyday shell has no weight.
enum EvidenceWeight: UInt8, Comparable {
    case none
    case context
    case suspicious
    case strong

    /// Weighs a verdict; allocates nothing.
    init(_ verdict: Verdict, under policy: IncidentPolicy) {
        let priority = verdict.subject.priority
        if verdict.isAnomalous || priority.isAtLeast(policy.floor) {
            self = .strong
            return
        }
        guard priority.isAtLeast(.notice) else {
            self = .none
            return
        }
        let isWarning = priority.isAtLeast(.warning)
        let hasTactic = TacticTags.isAny(of: verdict.subject)
        let stands: Bool
        if let score = verdict.score {
            stands = score >= policy.suspicion
        } else {
            stands = isWarning
        }
        if hasTactic, stands {
            self = .suspicious
        } else {
            self = isWarning || hasTactic && verdict.score == nil ? .context : .none
        }
    }

    static func < (left: EvidenceWeight, right: EvidenceWeight) -> Bool { left.rawValue < right.rawValue }
}
