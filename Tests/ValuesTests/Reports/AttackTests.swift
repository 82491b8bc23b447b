import Reports
import Testing

/// Falco's tags as ATT&CK's words.
struct AttackTests {
    @Test(
        "every tactic of Falco's default rules has its name and id",
        arguments: [
            ("mitre_reconnaissance", "Reconnaissance (TA0043)"),
            ("mitre_resource_development", "Resource Development (TA0042)"),
            ("mitre_initial_access", "Initial Access (TA0001)"),
            ("mitre_execution", "Execution (TA0002)"),
            ("mitre_persistence", "Persistence (TA0003)"),
            ("mitre_privilege_escalation", "Privilege Escalation (TA0004)"),
            ("mitre_defense_evasion", "Defense Evasion (TA0005)"),
            ("mitre_credential_access", "Credential Access (TA0006)"),
            ("mitre_discovery", "Discovery (TA0007)"),
            ("mitre_lateral_movement", "Lateral Movement (TA0008)"),
            ("mitre_collection", "Collection (TA0009)"),
            ("mitre_exfiltration", "Exfiltration (TA0010)"),
            ("mitre_command_and_control", "Command and Control (TA0011)"),
            ("MITRE_Impact", "Impact (TA0040)"),
            ("mitre_something_new", "mitre_something_new"),
        ]
    )
    func tactics(_ tag: String, _ title: String) {
        #expect(AttackTactic(tag: tag).title == title)
    }

    @Test(
        "a tag is a technique when all of it is an id",
        arguments: [
            ("T1059", "T1059"), ("t1059.004", "T1059.004"), ("TA0003", "TA0003"), ("T1552.001", "T1552.001"),
            ("T105", nil), ("T10590", nil), ("T1059.", nil), ("T1059.04", nil), ("TA0003.001", nil), ("T1059x", nil),
            ("PCI_DSS_11.5.1", nil), ("", nil), ("T", nil), ("TA", nil), ("mitre_execution", nil), ("T१०५९", nil),
        ] as [(String, String?)]
    )
    func techniques(_ tag: String, _ id: String?) {
        #expect(AttackTechnique.id(of: tag) == id)
    }
}
