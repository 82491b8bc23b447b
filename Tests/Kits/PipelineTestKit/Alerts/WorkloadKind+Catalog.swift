/// What runs in the generated cluster, and the alerts that it is known for on a quiet day.
extension WorkloadKind {
    static let catalog = [
        storefront, paymentsAPI, postgres, legacyCRM, ordersAPI, redis, notebook, nightlyBackup, wordpress, ciRunner,
        certManager, calicoNode, gitMirror, reportJob, nodeAgent,
    ]

    private static let apiServer = "10.96.0.1:443"

    private static func toAPIServer(_ process: ProcessShape) -> ProcessShape {
        var process = process
        process.eventType = "connect"
        process.object = "\(AlertPod.address):\(AlertSlot.port)->\(apiServer)"
        process.remotePort = 443
        return process
    }

    private static func reading(_ file: String, _ process: ProcessShape) -> ProcessShape {
        var process = process
        process.eventType = "openat"
        process.object = file
        return process
    }

    private static func shell(
        of parent: String,
        _ parentPath: String,
        _ parentCommandLine: String,
        running command: String,
        user: String = "root",
        uid: Int64 = 0
    ) -> ProcessShape {
        ProcessShape(
            name: "sh",
            path: "/bin/dash",
            parent: parent,
            commandLine: "sh -c \(command)",
            user: user,
            uid: uid,
            parentPath: parentPath,
            parentCommandLine: parentCommandLine,
            ancestors: [parent, "containerd-shim", "systemd"]
        )
    }

    static let storefront = WorkloadKind(
        name: "storefront",
        container: "nginx",
        owner: .deployment,
        image: "docker.io/library/nginx",
        imageTag: "1.27.5",
        behaviors: [
            AlertBehavior(
                rule: .runShellUntrusted,
                schedule: .steady,
                weight: 6,
                process: shell(
                    of: "nginx",
                    "/usr/sbin/nginx",
                    "nginx -g \"daemon off;\"",
                    running: "test -f /var/run/nginx.pid && wget -q -O- http://127.0.0.1:8080/healthz"
                )
            ),
            AlertBehavior(
                rule: .clearLogs,
                schedule: .nightly(hour: 0),
                weight: 1,
                process: reading(
                    "/var/log/nginx/access.log",
                    ProcessShape(
                        name: "logrotate",
                        path: "/usr/sbin/logrotate",
                        parent: "crond",
                        commandLine: "logrotate --state /var/lib/logrotate/status /etc/logrotate.d/nginx",
                        parentPath: "/usr/sbin/crond",
                        parentCommandLine: "crond -f -l 8"
                    )
                )
            ),
        ]
    )

    static let paymentsAPI = WorkloadKind(
        name: "payments-api",
        container: "app",
        owner: .deployment,
        image: "registry.example.com/shop/payments-api",
        imageTag: "4.18.2",
        behaviors: [
            AlertBehavior(
                rule: .contactAPIServer,
                schedule: .steady,
                weight: 5,
                process: toAPIServer(
                    ProcessShape(
                        name: "java",
                        path: "/opt/java/openjdk/bin/java",
                        parent: "tini",
                        commandLine:
                            "java -XX:MaxRAMPercentage=75.0 -Dspring.profiles.active=prod -jar /app/payments.jar",
                        user: "app",
                        uid: 10_001,
                        directory: "/app",
                        parentPath: "/usr/bin/tini",
                        parentCommandLine: "tini -- java -jar /app/payments.jar"
                    )
                )
            )
        ]
    )

    static let ordersAPI = WorkloadKind(
        name: "orders-api",
        container: "gunicorn",
        owner: .deployment,
        image: "registry.example.com/shop/orders-api",
        imageTag: "2.31.0",
        behaviors: [
            AlertBehavior(
                rule: .runShellUntrusted,
                schedule: .traffic,
                weight: 4,
                process: shell(
                    of: "gunicorn",
                    "/usr/local/bin/python3.12",
                    "gunicorn orders.wsgi:application --bind 0.0.0.0:8000 --workers 4",
                    running: "wkhtmltopdf --quiet /tmp/invoice-\(AlertSlot.hex(8)).html /tmp/invoice-"
                        + "\(AlertSlot.hex(8)).pdf",
                    user: "app",
                    uid: 10_002
                )
            )
        ]
    )

    static let postgres = WorkloadKind(
        name: "postgres",
        container: "postgres",
        owner: .statefulSet,
        image: "docker.io/library/postgres",
        imageTag: "16.8",
        behaviors: [
            AlertBehavior(
                rule: .runShellUntrusted,
                schedule: .steady,
                weight: 6,
                process: shell(
                    of: "postgres",
                    "/usr/lib/postgresql/16/bin/postgres",
                    "postgres: archiver archiving 0000000100000012000000\(AlertSlot.hex(2))",
                    running: "wal-g wal-push /var/lib/postgresql/data/pg_wal/0000000100000012000000"
                        + AlertSlot.hex(2),
                    user: "postgres",
                    uid: 999
                )
            ),
            AlertBehavior(
                rule: .readSensitiveFile,
                schedule: .nightly(hour: 2),
                weight: 2,
                process: reading(
                    "/etc/shadow",
                    ProcessShape(
                        name: "restic",
                        path: "/usr/bin/restic",
                        parent: "sh",
                        commandLine: "restic backup --tag nightly /etc /var/lib/postgresql/dumps",
                        parentPath: "/bin/dash",
                        parentCommandLine: "sh /usr/local/bin/backup.sh",
                        ancestors: ["crond", "containerd-shim", "systemd"]
                    )
                )
            ),
        ]
    )

    static let redis = WorkloadKind(
        name: "redis",
        container: "redis",
        owner: .statefulSet,
        image: "docker.io/library/redis",
        imageTag: "7.4.2",
        behaviors: [
            AlertBehavior(
                rule: .runShellUntrusted,
                schedule: .steady,
                weight: 4,
                process: shell(
                    of: "redis-server",
                    "/usr/local/bin/redis-server",
                    "redis-server *:6379",
                    running: "redis-cli -h 127.0.0.1 ping | grep -q PONG",
                    user: "redis",
                    uid: 999
                )
            )
        ]
    )

    static let legacyCRM = WorkloadKind(
        name: "legacy-crm",
        container: "php",
        owner: .deployment,
        image: "registry.example.com/sales/legacy-crm",
        imageTag: "2023.11-php7",
        behaviors: [
            AlertBehavior(
                rule: .runShellUntrusted,
                schedule: .traffic,
                weight: 4,
                process: shell(
                    of: "apache2",
                    "/usr/sbin/apache2",
                    "apache2 -DFOREGROUND",
                    running: "convert /tmp/upload-\(AlertSlot.hex(8)).png -resize 200x /tmp/thumb-"
                        + "\(AlertSlot.hex(8)).png",
                    user: "www-data",
                    uid: 33
                )
            ),
            AlertBehavior(
                rule: .systemUserInteractive,
                schedule: .steady,
                weight: 2,
                process: ProcessShape(
                    name: "php",
                    path: "/usr/local/bin/php",
                    parent: "cron",
                    commandLine: "php /var/www/html/artisan schedule:run",
                    user: "www-data",
                    uid: 33,
                    directory: "/var/www/html",
                    parentPath: "/usr/sbin/cron",
                    parentCommandLine: "cron -f"
                )
            ),
        ]
    )
}
