import EventModel

/// Texts that say why an alert belongs to an incident; at most two and the three largest contributions.
enum EvidenceReasons {
    private static let maximumContributions = 3

    /// Returns why an alert opens an incident.
    static func opening(_ verdict: Verdict, _ weight: EvidenceWeight, under policy: IncidentPolicy) -> TextList {
        var reasons = basic(verdict, under: policy)
        if weight != .strong {
            reasons.append("\(policy.chainTactics) or more ATT&CK tactics within \(policy.windowSeconds) s")
        }
        explain(verdict, &reasons)
        return reasons
    }

    /// Returns why an alert joins an open incident.
    static func joining(_ verdict: Verdict, _ weight: EvidenceWeight, under policy: IncidentPolicy) -> TextList {
        var reasons = basic(verdict, under: policy)
        if weight != .strong {
            reasons.append("same profile as an open incident")
        }
        explain(verdict, &reasons)
        return reasons
    }

    /// Returns why an alert is remembered.
    static func remembered(_ verdict: Verdict) -> TextList {
        var reasons: TextList = ["suspicious, before the incident was opened"]
        if let score = verdict.score {
            reasons.append("score \(score), threshold \(verdict.threshold)")
        }
        explain(verdict, &reasons)
        return reasons
    }

    private static func basic(_ verdict: Verdict, under policy: IncidentPolicy) -> TextList {
        var reasons: TextList = []
        if verdict.priority.isAtLeast(policy.floor) {
            reasons.append("Falco priority \(verdict.priority)")
        }
        if let score = verdict.score, verdict.isAnomalous {
            reasons.append("score \(score) reaches the threshold \(verdict.threshold)")
        } else if let score = verdict.score, score >= policy.suspicion {
            reasons.append("score \(score), threshold \(verdict.threshold)")
        }
        return reasons
    }

    /// Says which features were unusual, for a score that says something.
    private static func explain(_ verdict: Verdict, _ reasons: inout TextList) {
        guard verdict.score != nil else { return }
        for contribution in verdict.contributions.prefix(maximumContributions) {
            let percent = (contribution.share.thousandths + 5) / 10
            reasons.append(
                "\(contribution.feature) \(contribution.value), usually \(contribution.baseline) (\(percent) %)"
            )
        }
    }
}
