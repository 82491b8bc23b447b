import EventModel

extension ReportedEvidence {
    /// Where it happened and who did what, as pairs for a table; what is not known is omitted.
    var context: [(label: ReportDocument.Label, value: String)] {
        let facts = evidence.facts
        let rows: [(ReportDocument.Label, String?)] = [
            ("Entity", entity?.rawValue),
            ("Namespace", namespace),
            ("Pod", pod),
            ("Container", facts.container),
            ("Container name", facts.containerName),
            ("Image", facts.image),
            ("Node", facts.node),
            ("User", facts.user),
            ("Process", facts.process),
            ("Parent process", facts.parent),
            ("Command line", facts.commandLine),
            ("File", facts.file),
            ("Remote end", facts.remote),
            ("Verb", facts.verb),
            ("Resource", facts.resource),
            ("Trust", Self.trust(facts.form)),
        ]
        return rows.compactMap { row in row.1.map { (row.0, $0) } }
    }

    /// What an alert's form means for who reads it; nil for one that its sender wrote as a whole.
    private static func trust(_ form: String?) -> String? {
        switch form {
        case "text": "Falco's text form: rule and fields are read from a text, which may be forged"
        case "rescued": "found inside other text: anybody who writes there may have made it"
        default: nil
        }
    }

    /// What scoring said, in one line.
    var decision: String {
        guard let verdict else { return "the verdict is not kept" }
        switch verdict.state {
        case .scored:
            let score = verdict.score.map { "score \($0)" } ?? "no score"
            return "\(score), threshold \(verdict.threshold)" + (verdict.isAnomalous ? ", anomalous" : "")
        case .learning: return "learning \(verdict.learned)/\(verdict.needed)"
        case .unscorable: return "not scorable by the active model"
        case .unknown: return "decided by a later version"
        }
    }
}

extension KeptBytes {
    /// What is kept, in one line.
    var sentence: String {
        switch self {
        case .kept(_, let count): "\(ReportText.count(count, "byte")) kept as received; the digest gives the event's id"
        case .mismatched(_, let count):
            "\(ReportText.count(count, "byte")) kept; THE DIGEST IS NOT WHAT THE EVENT'S ID SAYS"
        case .missing: "not kept: the log had forgotten it when the evidence was taken"
        }
    }

    /// The digest of what is kept.
    var digest: Digest? {
        switch self {
        case .kept(let digest, _), .mismatched(let digest, _): digest
        case .missing: nil
        }
    }
}

extension IncidentEvent.Kind {
    /// The kind for a person.
    var words: String {
        switch self {
        case .opened: "opened"
        case .evidenceAdded: "evidence added"
        case .escalated: "escalated"
        case .acknowledged: "acknowledged"
        case .confirmed: "confirmed"
        case .markedFalsePositive: "marked false positive"
        case .closed: "closed"
        case .unknown: "event of a later version"
        }
    }
}
