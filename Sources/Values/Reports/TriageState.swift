/// What a person said last about an incident.
package enum TriageState: String, Sendable, CaseIterable {
    /// Nobody said anything.
    case none
    case acknowledged
    case confirmed
    case falsePositive = "false-positive"
}
