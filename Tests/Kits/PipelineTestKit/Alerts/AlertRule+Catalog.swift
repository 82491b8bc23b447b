/// Rules of Falco's default set, 5.x.
///
/// Source: https://github.com/falcosecurity/rules, `rules/falco_rules.yaml`, `falco-incubating_rules.yaml`.
extension AlertRule {
    /// What nearly every rule's output has in common.
    private static let process =
        "evt_type=%evt.type user=%user.name user_uid=%user.uid user_loginuid=%user.loginuid process=%proc.name"
        + " proc_exepath=%proc.exepath parent=%proc.pname command=%proc.cmdline terminal=%proc.tty"

    private static let connection =
        "connection=%fd.name lport=%fd.lport rport=%fd.rport fd_type=%fd.type fd_proto=fd.l4proto "

    static let terminalShell = AlertRule(
        name: "Terminal shell in container",
        priority: "Notice",
        tags: ["T1059", "container", "maturity_stable", "mitre_execution", "shell"],
        output: "A shell was spawned in a container with an attached terminal | \(process) exe_flags=%evt.arg.flags"
    )

    static let readSensitiveFile = AlertRule(
        name: "Read sensitive file untrusted",
        priority: "Warning",
        tags: ["T1555", "container", "filesystem", "host", "maturity_stable", "mitre_credential_access"],
        output: "Sensitive file opened for reading by non-trusted program | file=%fd.name gparent=%proc.aname[2]"
            + " ggparent=%proc.aname[3] gggparent=%proc.aname[4] \(process)"
    )

    static let contactAPIServer = AlertRule(
        name: "Contact K8S API Server From Container",
        priority: "Notice",
        tags: ["T1565", "container", "k8s", "maturity_stable", "mitre_discovery", "network"],
        output: "Unexpected connection to K8s API Server from container | \(connection)\(process)"
    )

    static let runShellUntrusted = AlertRule(
        name: "Run shell untrusted",
        priority: "Notice",
        tags: ["T1059.004", "container", "host", "maturity_stable", "mitre_execution", "process", "shell"],
        output: "Shell spawned by untrusted binary | parent_exe=%proc.pexe parent_exepath=%proc.pexepath"
            + " pcmdline=%proc.pcmdline gparent=%proc.aname[2] ggparent=%proc.aname[3] aname[4]=%proc.aname[4]"
            + " \(process) exe_flags=%evt.arg.flags"
    )

    static let dropAndExecute = AlertRule(
        name: "Drop and execute new binary in container",
        priority: "Critical",
        tags: ["PCI_DSS_11.5.1", "TA0003", "container", "maturity_stable", "mitre_persistence", "process"],
        output: "Executing binary not part of base image | proc_exe=%proc.exe proc_sname=%proc.sname"
            + " gparent=%proc.aname[2] proc_exe_ino_ctime=%proc.exe_ino.ctime proc_exe_ino_mtime=%proc.exe_ino.mtime"
            + " proc_cwd=%proc.cwd container_start_ts=%container.start_ts \(process) exe_flags=%evt.arg.flags"
    )

    static let packageManagement = AlertRule(
        name: "Launch Package Management Process in Container",
        priority: "Error",
        tags: ["T1505", "container", "maturity_incubating", "mitre_persistence", "process", "software_mgmt"],
        output: "Package management process launched in container | \(process) exe_flags=%evt.arg.flags"
    )

    static let packetSocket = AlertRule(
        name: "Packet socket created in container",
        priority: "Notice",
        tags: ["T1557.002", "container", "maturity_stable", "mitre_credential_access", "network"],
        output: "Packet socket was created in a container | socket_info=%evt.args connection=%fd.name"
            + " lport=%fd.lport rport=%fd.rport fd_type=%fd.type fd_proto=%fd.l4proto \(process)"
    )

    static let nonStandardSSH = AlertRule(
        name: "Disallowed SSH Connection Non Standard Port",
        priority: "Notice",
        tags: ["T1059", "container", "host", "maturity_stable", "mitre_execution", "network", "process"],
        output: "Disallowed SSH Connection | \(connection)\(process)"
    )

    static let clearLogs = AlertRule(
        name: "Clear Log Activities",
        priority: "Warning",
        tags: [
            "NIST_800-53_AU-10", "T1070", "container", "filesystem", "host", "maturity_stable", "mitre_defense_evasion",
        ],
        output: "Log files were tampered | file=%fd.name \(process)"
    )

    static let searchKeys = AlertRule(
        name: "Search Private Keys or Passwords",
        priority: "Warning",
        tags: [
            "T1552.001", "container", "filesystem", "host", "maturity_stable", "mitre_credential_access", "process",
        ],
        output: "Grep private keys or passwords activities found | \(process) exe_flags=%evt.arg.flags"
    )

    static let fileCopyTool = AlertRule(
        name: "Launch Ingress Remote File Copy Tools in Container",
        priority: "Notice",
        tags: ["TA0011", "container", "maturity_incubating", "mitre_command_and_control", "network", "process"],
        output: "Ingress remote file copy tool launched in container | \(process) exe_flags=%evt.arg.flags"
    )

    static let outboundConnection = AlertRule(
        name: "Unexpected outbound connection destination",
        priority: "Notice",
        tags: ["TA0011", "container", "host", "maturity_incubating", "mitre_command_and_control", "network"],
        output: "Disallowed outbound connection destination | \(connection)\(process)"
    )

    static let changeNamespace = AlertRule(
        name: "Change thread namespace",
        priority: "Notice",
        tags: ["T1611", "container", "host", "maturity_incubating", "mitre_privilege_escalation", "process"],
        output: "Namespace change (setns) by unexpected program | \(process)"
    )

    static let systemUserInteractive = AlertRule(
        name: "System user interactive",
        priority: "Informational",
        tags: ["NIST_800-53_AC-2", "T1059", "container", "host", "maturity_stable", "mitre_execution", "users"],
        output: "System user ran an interactive command | \(process) exe_flags=%evt.arg.flags"
    )
}
