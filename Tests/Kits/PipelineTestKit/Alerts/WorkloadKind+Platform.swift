/// Kinds of the platform and of people's tools: jobs, agents, notebooks.
extension WorkloadKind {
    static let notebook = WorkloadKind(
        name: "notebook",
        container: "notebook",
        owner: .statefulSet,
        image: "quay.io/jupyter/scipy-notebook",
        imageTag: "2025-12-15",
        behaviors: [
            AlertBehavior(
                rule: .terminalShell,
                schedule: .office,
                weight: 3,
                process: ProcessShape(
                    name: "bash",
                    path: "/usr/bin/bash",
                    parent: "jupyter-lab",
                    commandLine: "bash -l",
                    user: "jovyan",
                    uid: 1_000,
                    tty: 34_816,
                    directory: "/home/jovyan",
                    parentPath: "/opt/conda/bin/python3.12",
                    parentCommandLine: "jupyter-lab --ip=0.0.0.0 --no-browser",
                    ancestors: ["tini", "containerd-shim", "systemd"]
                )
            ),
            AlertBehavior(
                rule: .packageManagement,
                schedule: .office,
                weight: 2,
                process: ProcessShape(
                    name: "pip",
                    path: "/opt/conda/bin/pip",
                    parent: "bash",
                    commandLine: "pip install --user polars==1.\(AlertSlot.hex(1)).0",
                    user: "jovyan",
                    uid: 1_000,
                    tty: 34_816,
                    directory: "/home/jovyan",
                    parentPath: "/usr/bin/bash",
                    parentCommandLine: "bash -l",
                    ancestors: ["jupyter-lab", "tini", "containerd-shim"]
                )
            ),
        ]
    )

    static let nightlyBackup = WorkloadKind(
        name: "nightly-backup",
        container: "backup",
        owner: .cronJob,
        image: "registry.example.com/platform/backup",
        imageTag: "1.9.0",
        behaviors: ["/etc/shadow", "/etc/sudoers", "/etc/pam.d/common-auth"].map { file in
            AlertBehavior(
                rule: .readSensitiveFile,
                schedule: .nightly(hour: 3),
                weight: 1,
                process: ProcessShape(
                    name: "tar",
                    path: "/usr/bin/tar",
                    parent: "backup.sh",
                    commandLine: "tar --create --gzip --file /backup/etc-\(AlertSlot.runMinute).tar.gz /etc",
                    directory: "/backup",
                    parentPath: "/usr/bin/bash",
                    parentCommandLine: "bash /usr/local/bin/backup.sh --full",
                    eventType: "openat",
                    object: file
                )
            )
        }
    )

    static let wordpress = WorkloadKind(
        name: "wordpress",
        container: "wordpress",
        owner: .deployment,
        image: "docker.io/library/wordpress",
        imageTag: "6.7-apache",
        behaviors: [
            AlertBehavior(
                rule: .runShellUntrusted,
                schedule: .steady,
                weight: 4,
                process: ProcessShape(
                    name: "sh",
                    path: "/bin/dash",
                    parent: "apache2",
                    commandLine: "sh -c php /var/www/html/wp-cron.php >/dev/null 2>&1",
                    user: "www-data",
                    uid: 33,
                    directory: "/var/www/html",
                    parentPath: "/usr/sbin/apache2",
                    parentCommandLine: "apache2 -DFOREGROUND",
                    ancestors: ["apache2", "containerd-shim", "systemd"]
                )
            )
        ]
    )

    static let ciRunner = WorkloadKind(
        name: "ci-runner",
        container: "runner",
        owner: .deployment,
        image: "registry.example.com/platform/ci-runner",
        imageTag: "17.9",
        behaviors: [
            ("apt-get", "/usr/bin/apt-get", "apt-get install -y --no-install-recommends build-essential"),
            ("npm", "/usr/local/bin/npm", "npm ci --cache /builds/.npm-\(AlertSlot.hex(8))"),
        ].map { name, path, commandLine in
            AlertBehavior(
                rule: .packageManagement,
                schedule: .office,
                weight: 3,
                process: ProcessShape(
                    name: name,
                    path: path,
                    parent: "bash",
                    commandLine: commandLine,
                    directory: "/builds",
                    parentPath: "/usr/bin/bash",
                    parentCommandLine: "bash /builds/script.sh",
                    ancestors: ["gitlab-runner", "containerd-shim", "systemd"]
                )
            )
        }
    )

    static let certManager = WorkloadKind(
        name: "cert-manager",
        container: "controller",
        owner: .deployment,
        image: "quay.io/jetstack/cert-manager-controller",
        imageTag: "v1.16.3",
        behaviors: [
            AlertBehavior(
                rule: .contactAPIServer,
                schedule: .steady,
                weight: 3,
                process: ProcessShape(
                    name: "controller",
                    path: "/app/cmd/controller/controller",
                    parent: "containerd-shim",
                    commandLine: "controller --v=2 --cluster-resource-namespace=cert-manager --leader-election=true",
                    user: "nonroot",
                    uid: 65_532,
                    eventType: "connect",
                    object: "\(AlertPod.address):\(AlertSlot.port)->10.96.0.1:443",
                    remotePort: 443
                )
            )
        ]
    )

    static let calicoNode = WorkloadKind(
        name: "calico-node",
        container: "calico-node",
        owner: .daemonSet,
        image: "docker.io/calico/node",
        imageTag: "v3.29.1",
        behaviors: [
            AlertBehavior(
                rule: .packetSocket,
                schedule: .steady,
                weight: 3,
                process: ProcessShape(
                    name: "calico-node",
                    path: "/bin/calico-node",
                    parent: "runsv",
                    commandLine: "calico-node -felix",
                    parentPath: "/usr/bin/runsv",
                    parentCommandLine: "runsv felix",
                    eventType: "socket",
                    object: ""
                )
            ),
            AlertBehavior(
                rule: .changeNamespace,
                schedule: .steady,
                weight: 2,
                process: ProcessShape(
                    name: "calico-ipam",
                    path: "/opt/cni/bin/calico-ipam",
                    parent: "calico",
                    commandLine: "calico-ipam",
                    parentPath: "/opt/cni/bin/calico",
                    parentCommandLine: "calico",
                    eventType: "setns"
                )
            ),
        ]
    )

    static let gitMirror = WorkloadKind(
        name: "git-mirror",
        container: "mirror",
        owner: .deployment,
        image: "registry.example.com/platform/git-mirror",
        imageTag: "0.7.3",
        behaviors: [
            AlertBehavior(
                rule: .nonStandardSSH,
                schedule: .steady,
                weight: 3,
                process: ProcessShape(
                    name: "ssh",
                    path: "/usr/bin/ssh",
                    parent: "git",
                    commandLine: "ssh -p 443 git@ssh.github.com git-upload-pack acme/infra.git",
                    user: "git",
                    uid: 1_000,
                    directory: "/srv/mirror",
                    parentPath: "/usr/bin/git",
                    parentCommandLine: "git fetch --prune origin",
                    eventType: "connect",
                    object: "\(AlertPod.address):\(AlertSlot.port)->140.82.112.35:443",
                    remotePort: 443
                )
            )
        ]
    )

    static let reportJob = WorkloadKind(
        name: "sales-report",
        container: "report",
        owner: .cronJob,
        image: "registry.example.com/sales/report",
        imageTag: "5.2.0",
        behaviors: [
            AlertBehavior(
                rule: .fileCopyTool,
                schedule: .steady,
                weight: 2,
                process: ProcessShape(
                    name: "curl",
                    path: "/usr/bin/curl",
                    parent: "report.sh",
                    commandLine: "curl -fsS --upload-file /tmp/report-\(AlertSlot.runMinute).csv "
                        + "http://minio.storage.svc:9000/reports/",
                    user: "report",
                    uid: 2_000,
                    parentPath: "/usr/bin/bash",
                    parentCommandLine: "bash /usr/local/bin/report.sh"
                )
            )
        ]
    )

    static let nodeAgent = WorkloadKind(
        name: "node-agent",
        container: "host",
        owner: .host,
        image: "",
        imageTag: "",
        behaviors: [
            ("chkrootkit", "/usr/sbin/chkrootkit", "/etc/shadow"), ("sshd", "/usr/sbin/sshd", "/etc/pam.d/sshd"),
        ].map { name, path, file in
            AlertBehavior(
                rule: .readSensitiveFile,
                schedule: name == "sshd" ? .office : .nightly(hour: 6),
                weight: name == "sshd" ? 2 : 1,
                process: ProcessShape(
                    name: name,
                    path: path,
                    parent: name == "sshd" ? "sshd" : "run-parts",
                    commandLine: name == "sshd" ? "sshd: admin [priv]" : "chkrootkit -q",
                    parentPath: "/usr/bin/run-parts",
                    parentCommandLine: "run-parts --report /etc/cron.daily",
                    ancestors: ["systemd"],
                    eventType: "openat",
                    object: file
                )
            )
        }
    )
}
