import EventModel
import Reports

extension IncidentEvent.Kind {
    /// What a person said with it; nil when it is nothing that a person says, or the closing.
    var triage: TriageState? {
        switch self {
        case .acknowledged: .acknowledged
        case .confirmed: .confirmed
        case .markedFalsePositive: .falsePositive
        case .opened, .evidenceAdded, .escalated, .closed, .unknown: nil
        }
    }
}
