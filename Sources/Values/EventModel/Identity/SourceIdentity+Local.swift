extension SourceIdentity {
    /// Plugins that tell of the host they run on: by host and by what runs there.
    ///
    /// Sources of the fields: Issif/docker-plugin, kinvolk/seccompagent (`falco-plugin`), gnosek/falco-journald-plugin,
    /// nabokihms/syslogsrv-falco-plugin, takaosgb3/falco-plugin-nginx (README, or the plugin's list of fields).
    static let local: [SourceIdentity] = [
        SourceIdentity(
            ["docker"],
            scope: [IdentityTerm("hostname", as: .host)],
            actor: [
                "docker.swarm.servicename", "docker.attributes.name", "docker.attributes.image", "docker.from",
            ],
            entity: ["docker.attributes.name", "docker.swarm.taskname", "docker.id"],
            user: [],
            resource: ["docker.attributes.name", "docker.attributes.image", "docker.from", "docker.type"],
            verb: ["docker.action", "docker.status"]
        ),
        SourceIdentity(
            ["seccompagent"],
            scope: ["seccompagent.k8s.namespace", IdentityTerm("hostname", as: .host)],
            actor: [IdentityTerm("seccompagent.k8s.pod", as: .workload), "seccompagent.k8s.container"],
            user: [],
            resource: ["seccompagent.k8s.container"],
            verb: ["seccompagent.syscall"]
        ),
        SourceIdentity(
            ["journal", "journald"],
            scope: ["journal.field[_HOSTNAME]", IdentityTerm("hostname", as: .host)],
            actor: [
                "journal.field[_SYSTEMD_UNIT]", "journal.field[SYSLOG_IDENTIFIER]", "journal.field[_COMM]",
                "journal.transport",
            ],
            user: ["journal.field[_UID]"],
            resource: ["journal.field[_SYSTEMD_UNIT]", "journal.field[SYSLOG_IDENTIFIER]"]
        ),
        SourceIdentity(
            ["syslogsrv"],
            scope: ["syslogsrv.hostname", IdentityTerm("hostname", as: .host)],
            actor: ["syslogsrv.facility"],
            user: []
        ),
        SourceIdentity(
            ["nginx"],
            scope: [IdentityTerm("hostname", as: .host)],
            actor: ["nginx.remote_user"],
            remote: ["nginx.remote_addr"],
            resource: ["nginx.path", "nginx.request_uri"],
            verb: ["nginx.method"]
        ),
    ]

    /// All other sources: by the first field of a fixed list, looked for behind the first full stop of a name.
    ///
    /// So `acme.user`, `acme.user.name` and `json.value[/user]` are found whatever a plugin is called. Members of
    /// `json.value[...]` are those of cloud trails and of Azure's activity log. Behind them stand Falco's own fields, and
    /// the collector itself is last.
    static let other = SourceIdentity(
        [],
        scope: [
            IdentityTerm(behindStop: "organization", or: ["organisation", "org.name", "organization.name"]),
            IdentityTerm(
                behindStop: "account.id",
                or: ["accountid", "account_id", "accountId", "value[/recipientAccountId]"]
            ),
            IdentityTerm(behindStop: "project", or: ["project_id", "projectId", "project.id", "project.name"]),
            IdentityTerm(
                behindStop: "tenant",
                or: ["tenantId", "tenant_id", "tenant.id", "value[/tenantId]", "value[/subscriptionId]"]
            ),
            IdentityTerm(behindStop: "realm", or: ["realmID", "realm.name", "workspace", "namespace"]),
            "k8s.ns.name", "k8smeta.ns.name",
        ],
        actor: otherActor + [IdentityTerm("hostname", as: .collector)],
        entity: otherActor.map(\.asSpelled) + ["hostname"],
        user: otherUser + ["user.name"],
        remote: [
            IdentityTerm(
                behindStop: "client.ip",
                or: [
                    "srcip", "src_ip", "src.ip", "sourceip", "sourceIP", "source_ip", "source.ip", "client_ip",
                    "clientip", "clientIP", "callerIP", "ip_address", "ipAddress", "ipaddress", "remote_addr",
                    "remote.ip", "value[/sourceIPAddress]", "value[/callerIpAddress]",
                ]
            )
        ],
        resource: [
            IdentityTerm(behindStop: "resource.name", or: ["resourceName", "resource_name", "value[/resourceId]"]),
            IdentityTerm(
                behindStop: "resource",
                or: ["target", "target.name", "object", "repo.name", "value[/resource]"]
            ),
        ],
        verb: [
            IdentityTerm(
                behindStop: "verb",
                or: ["operation", "operationName", "value[/operationName]", "method", "methodName"]
            ),
            IdentityTerm(
                behindStop: "action",
                or: ["event.type", "event_type", "eventtype", "eventType", "value[/eventName]"]
            ),
        ],
        file: [IdentityTerm(behindStop: "file.name", or: ["filename", "file", "file.path", "file_name", "filepath"])]
    )

    private static let otherUser: [IdentityTerm] = [
        IdentityTerm(
            behindStop: "user.email",
            or: ["email", "user_email", "actor.email", "author_email", "principalEmail"]
        ),
        IdentityTerm(
            behindStop: "user.name",
            or: ["username", "user_name", "userName", "value[/username]", "value[/user/name]"]
        ),
        IdentityTerm(behindStop: "user", or: ["value[/user]", "user.login", "login"]),
        IdentityTerm(
            behindStop: "actor.name",
            or: ["actor.login", "actor.alternateid", "actor_name", "author_name", "created_by"]
        ),
        IdentityTerm(behindStop: "actor", or: ["value[/actor]", "author", "caller", "value[/caller]"]),
        IdentityTerm(
            behindStop: "principal",
            or: [
                "principal.name", "principal.id", "value[/userIdentity/arn]", "value[/principal]",
                "value[/protoPayload/authenticationInfo/principalEmail]",
            ]
        ),
        IdentityTerm(behindStop: "user.id", or: ["user_id", "userid", "userID", "userId", "actor.id", "actor_id"]),
        IdentityTerm(
            behindStop: "account",
            or: ["account.name", "account_name", "client_id", "client.id", "clientID", "subject"]
        ),
    ]

    private static let otherActor: [IdentityTerm] =
        otherUser + [
            "k8smeta.deployment.name", "k8s.deployment.name", "k8smeta.rc.name", "k8s.rc.name",
            IdentityTerm("k8s.pod.name", as: .workload), IdentityTerm("k8smeta.pod.name", as: .workload),
            "container.name", "container.image.repository",
        ]
}
