import EventModel

/// Finds the groups of an alert from its rule, tags, process and flags.
///
/// Source of the words: names and tags of Falco's own rules (falcosecurity/rules 5.1, stable, incubating and sandbox);
/// rules of a site's own are found by the same words or by Falco's tags.
struct AlertClassifier: Sendable {
    /// Words in a rule's name or in a tag.
    private let words = KeywordTable([
        ("shell", .shell), ("terminal", .shell), ("interactive", .shell),
        ("sensitive", .secrets), ("credential", .secrets), ("password", .secrets), ("private key", .secrets),
        ("secret", .secrets), ("service account", .secrets),
        ("package", .packages), ("software_mgmt", .packages),
        ("network", .network), ("connection", .network), ("outbound", .network), ("inbound", .network),
        ("netcat", .network), ("remote", .network), ("exfiltrat", .network), ("command_and_control", .network),
        ("lateral_movement", .network), ("ssh", .network), ("socket", .network), ("contact", .network),
        ("privilege", .privilege), ("setuid", .privilege), ("escape", .privilege), ("ptrace", .privilege),
        ("sudo", .privilege), ("namespace", .privilege), ("capabilit", .privilege), ("release_agent", .privilege),
        ("drop and execute", .drift), ("drift", .drift), ("binary dir", .drift), ("new binary", .drift),
        ("write binary", .drift), ("write below", .drift), ("/dev/shm", .drift), ("fileless", .drift),
        ("memfd", .drift),
    ])

    /// Names of processes.
    private let processes = KeywordTable([
        ("apt", .packages), ("apt-get", .packages), ("dpkg", .packages), ("yum", .packages), ("dnf", .packages),
        ("rpm", .packages), ("apk", .packages), ("pip", .packages), ("pip3", .packages), ("npm", .packages),
        ("nc", .network), ("ncat", .network), ("netcat", .network), ("socat", .network), ("curl", .network),
        ("wget", .network), ("ssh", .network), ("nmap", .network),
    ])

    /// Names of shells, which count where there is a terminal.
    private let shells = KeywordTable([
        ("sh", .shell), ("bash", .shell), ("dash", .shell), ("ash", .shell), ("zsh", .shell), ("ksh", .shell),
        ("fish", .shell),
    ])

    /// Flags of an execution.
    private let flags = KeywordTable([("EXE_UPPER_LAYER", .drift), ("EXE_FROM_MEMFD", .drift)])

    /// Returns the groups of an alert.
    func groups(of alert: Alert) -> AlertGroups {
        var found: AlertGroups = []
        alert.visit(.rule) { found = words.groups(in: $0) }
        alert.visitTags { tag in
            // Techniques and norms are in upper case (T1059, PCI_DSS_10.2.5, NIST_800-53_AC-2) and tell no group.
            guard let first = tag.first, first >= UInt8(ascii: "a") else { return }
            found.formUnion(words.groups(in: tag))
        }
        alert.visit(.procName) { found.formUnion(processes.groups(of: $0)) }
        if !found.contains(.shell), let terminal = alert.int(.procTTY), terminal != 0 {
            alert.visit(.procName) { found.formUnion(shells.groups(of: $0)) }
        }
        if !found.contains(.drift) {
            alert.visit(.evtArgFlags) { found.formUnion(flags.groups(in: $0)) }
            if alert.equals(.procIsExeUpperLayer, "true") || alert.equals(.procIsExeFromMemfd, "true") {
                found.insert(.drift)
            }
        }
        return found
    }
}
