/// The features of the list `falco-features-1`, in order; the raw value is the position in a vector.
///
/// Every count is of the alert's profile, the alert itself included, as the thousandths of ln(1 + count); windows end at
/// the newest event of the profile. "1m" is the last six slots of ten seconds, "15m" the last 15 clock minutes (the ten
/// to fifteen minutes of three five-minute slots for the entity's alerts and the share of the top rule).
/// Source of the choice: behaviour models of other products, and novelty as the strongest signal among them.
package enum Feature: Int, CaseIterable, Sendable {
    /// Alerts in the last minute.
    case alerts1m
    /// Alerts in the last 15 minutes.
    case alerts15m
    /// Alerts of priority Error and more urgent.
    case urgent15m
    /// Alerts of priority Warning.
    case warning15m
    /// Alerts about shells and terminals.
    case shell15m
    /// Alerts about sensitive files and credentials.
    case secrets15m
    /// Alerts about package managers.
    case packages15m
    /// Alerts about connections and network tools.
    case network15m
    /// Alerts about privileges, namespaces and escapes.
    case privilege15m
    /// Alerts about executables that were not in the image, and writes below binary folders.
    case drift15m
    /// Distinct rules.
    case rules15m
    /// Distinct processes.
    case processes15m
    /// Distinct folders of files.
    case files15m
    /// Distinct remote addresses.
    case remotes15m
    /// Alerts of the alert's own entity.
    case entityAlerts15m
    /// The most frequent rule's part of all alerts, 0 to 1, not a logarithm.
    case topRuleShare15m
    /// Rules never seen before in the profile.
    case newRules15m
    /// Processes never seen before.
    case newProcesses15m
    /// Pairs of parent and process never seen before.
    case newLineages15m
    /// Remote addresses never seen before.
    case newRemotes15m
    /// Folders never seen before.
    case newFiles15m
    /// Users never seen before.
    case newUsers15m
    /// Images never seen before.
    case newImages15m
    /// One while the profile itself is younger than 15 minutes; nothing else counts as new then.
    case newProfile

    /// How many there are.
    static let count = allCases.count

    /// The feature's name in manifests and contributions.
    package var name: String {
        switch self {
        case .alerts1m: "alerts_1m"
        case .alerts15m: "alerts_15m"
        case .urgent15m: "urgent_15m"
        case .warning15m: "warning_15m"
        case .shell15m: "shell_15m"
        case .secrets15m: "secrets_15m"
        case .packages15m: "packages_15m"
        case .network15m: "network_15m"
        case .privilege15m: "privilege_15m"
        case .drift15m: "drift_15m"
        case .rules15m: "rules_15m"
        case .processes15m: "processes_15m"
        case .files15m: "files_15m"
        case .remotes15m: "remotes_15m"
        case .entityAlerts15m: "entity_alerts_15m"
        case .topRuleShare15m: "top_rule_share_15m"
        case .newRules15m: "new_rules_15m"
        case .newProcesses15m: "new_processes_15m"
        case .newLineages15m: "new_lineages_15m"
        case .newRemotes15m: "new_remotes_15m"
        case .newFiles15m: "new_files_15m"
        case .newUsers15m: "new_users_15m"
        case .newImages15m: "new_images_15m"
        case .newProfile: "new_profile"
        }
    }
}
