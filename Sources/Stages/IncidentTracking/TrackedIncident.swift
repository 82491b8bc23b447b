import EventModel

/// The state of one incident: counts and short lists, never the evidence itself.
struct TrackedIncident: Equatable, Sendable {
    /// How many different rules are counted by name; evidence of further rules counts as alerts alone.
    static let maximumRules = 32

    let id: IncidentID
    let profile: Profile
    let entity: Entity
    /// The event time of its first evidence.
    let opened: Timestamp
    /// The event time of its last strong evidence, never beyond stream time.
    var lastStrong: Timestamp
    /// When it goes quiet unless strong evidence comes: a window after the last.
    var quietFrom: Timestamp
    var severity: Priority
    var risk: Milli
    var bestScore: Milli
    /// Alerts that joined, those beyond the limit included.
    var alerts: Int
    /// Alerts beyond the limit, which are counted and not kept.
    var beyondLimit: Int
    /// The severity of the evidence that gave the title.
    var titleSeverity: Priority
    var title: String
    var rules: [RuleCount]
    var tactics: [String]

    /// Starts an incident that has no evidence yet.
    init(id: IncidentID, profile: Profile, entity: Entity, opened: Timestamp) {
        self.id = id
        self.profile = profile
        self.entity = entity
        self.opened = opened
        lastStrong = opened
        quietFrom = opened
        severity = .unknown
        risk = .zero
        bestScore = .zero
        alerts = 0
        beyondLimit = 0
        titleSeverity = .unknown
        title = ""
        rules = []
        tactics = []
    }

    /// Returns how many alerts of a rule have joined; 0 for a rule that is not counted by name.
    func count(of rule: String) -> Int {
        rules.first { $0.rule == rule }?.count ?? 0
    }

    /// Takes evidence into counts, severity and risk.
    mutating func join(_ evidence: Evidence, tactics more: [String]) {
        alerts += 1
        if let index = rules.firstIndex(where: { $0.rule == evidence.rule }) {
            rules[index].count += 1
        } else if rules.count < Self.maximumRules {
            rules.append(RuleCount(rule: evidence.rule, count: 1))
        }
        for tactic in more where !tactics.contains(tactic) && tactics.count < TacticTags.maximumCount {
            tactics.append(tactic)
        }
        bestScore = max(bestScore, evidence.score ?? .zero)
        let grave = Severity.of(evidence)
        if title.isEmpty || grave < titleSeverity {
            titleSeverity = grave
            title = "\(evidence.rule) in \(Self.place(of: profile))\(Self.mark(of: evidence.facts.form))"
        }
        severity = min(severity, grave, Severity.of(tacticCount: tactics.count))
        risk = Risk.of(
            severity: severity,
            bestScore: bestScore,
            rules: rules.count,
            tactics: tactics.count,
            alerts: alerts
        )
    }

    /// Makes an event about the incident as it is now.
    func event(
        _ kind: IncidentEvent.Kind,
        at time: Timestamp,
        evidence: Evidence? = nil,
        by: String? = nil,
        note: String? = nil
    ) -> IncidentEvent {
        IncidentEvent(
            kind: kind,
            id: id,
            profile: profile,
            entity: entity,
            time: time,
            severity: severity,
            risk: risk,
            alerts: alerts,
            opened: opened,
            evidence: evidence,
            title: title,
            tactics: TextList(tactics),
            by: by,
            note: note
        )
    }

    /// What a title says of evidence that may be forged, so that no list shows it as any other; nothing of other evidence.
    private static func mark(of form: String?) -> String {
        switch form {
        case "text": " (text form)"
        case "rescued": " (found inside other text)"
        default: ""
        }
    }

    /// Returns a profile without tenant and cluster, which are the same all over a list of incidents.
    private static func place(of profile: Profile) -> String {
        let path = profile.rawValue
        var slashes = 0
        for index in path.utf8.indices where path.utf8[index] == 0x2F {
            slashes += 1
            if slashes == 2 {
                return String(path[path.utf8.index(after: index)...])
            }
        }
        return path
    }
}
