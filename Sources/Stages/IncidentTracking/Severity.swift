import EventModel

/// Severity: Falco's priority raised by the verdict, and by how far an intrusion has come.
///
/// | what | severity |
/// | --- | --- |
/// | not anomalous | Falco's priority; an unknown one counts as Notice |
/// | anomalous (score at least the threshold) | one step up, at least Notice |
/// | anomalous and score at least 0.9 (p <= 0.00025) | two steps up, at least Notice |
/// | 3 or 4 different ATT&CK tactics in the incident | at least Error |
/// | 5 or more different ATT&CK tactics in the incident | at least Critical |
///
/// Steps end at Critical: Alert and Emergency are Falco's words alone. An incident has the gravest severity of its
/// evidence and never sinks.
enum Severity {
    /// The score that is worth two steps.
    private static let veryUnusual = Milli(thousandths: 900)

    /// Returns the severity of one piece of evidence.
    static func of(_ evidence: Evidence) -> Priority {
        let base = evidence.priority == .unknown ? Priority.notice : evidence.priority
        guard evidence.isAnomalous, base > .critical else { return base }
        let steps: UInt8 = (evidence.score ?? .zero) >= veryUnusual ? 2 : 1
        let raised = Priority(rawValue: max(Priority.critical.rawValue, base.rawValue - steps)) ?? base
        return min(raised, .notice)
    }

    /// Returns the least severity of an incident with that many tactics.
    static func of(tacticCount: Int) -> Priority {
        switch tacticCount {
        case ..<3: .unknown
        case 3, 4: .error
        default: .critical
        }
    }
}
