/// A tactic of MITRE ATT&CK as Falco's tags name it.
///
/// Source: the tags of Falco's default rules; names and numbers of ATT&CK for Enterprise v18.
package struct AttackTactic: Sendable, Equatable {
    /// Falco's tag, in lower case.
    package let tag: String
    /// ATT&CK's name; the tag itself when it is not known.
    package let name: String
    /// ATT&CK's id such as `TA0002`; nil when the tag is not known.
    package let id: String?

    /// Looks up a tag in any case.
    package init(tag: String) {
        self.tag = tag.lowercased()
        guard let row = Self.table.first(where: { [tag = self.tag] in $0.tag == tag }) else {
            name = tag
            id = nil
            return
        }
        name = row.name
        id = row.id
    }

    /// The name with the id, such as `Execution (TA0002)`.
    package var title: String { id.map { "\(name) (\($0))" } ?? name }

    private static let table: [(tag: String, name: String, id: String)] = [
        ("mitre_reconnaissance", "Reconnaissance", "TA0043"),
        ("mitre_resource_development", "Resource Development", "TA0042"),
        ("mitre_initial_access", "Initial Access", "TA0001"),
        ("mitre_execution", "Execution", "TA0002"),
        ("mitre_persistence", "Persistence", "TA0003"),
        ("mitre_privilege_escalation", "Privilege Escalation", "TA0004"),
        ("mitre_defense_evasion", "Defense Evasion", "TA0005"),
        ("mitre_credential_access", "Credential Access", "TA0006"),
        ("mitre_discovery", "Discovery", "TA0007"),
        ("mitre_lateral_movement", "Lateral Movement", "TA0008"),
        ("mitre_collection", "Collection", "TA0009"),
        ("mitre_exfiltration", "Exfiltration", "TA0010"),
        ("mitre_command_and_control", "Command and Control", "TA0011"),
        ("mitre_impact", "Impact", "TA0040"),
    ]
}
