extension SourceIdentity {
    /// Platforms for identities, code and files: by organisation and actor.
    ///
    /// Sources of the fields: falcosecurity/plugins, `plugins/{okta,github,hashicorp-vault}`; an1245/falco-plugin-gitlab,
    /// -box and -salesforce; mattiaforc/falco-keycloak-plugin; albertollamaso/nomad-plugin (README or extract.go).
    static let platforms: [SourceIdentity] = [
        SourceIdentity(
            ["okta"],
            scope: ["okta.org"],
            // The alternate id is the login, which two people never share; the name is what rules print.
            actor: [
                "okta.actor.alternateid", "okta.actor.name", "okta.actor.id", "okta.principal.alternateid",
                "okta.principal.name",
            ],
            user: [
                "okta.actor.name", "okta.actor.alternateid", "okta.actor.id", "okta.principal.name",
                "okta.principal.alternateid",
            ],
            remote: ["okta.client.ip"],
            resource: [
                "okta.target.user.alternateid", "okta.target.user.name", "okta.target.group.name",
                "okta.target.app.alternateid", "okta.app", "okta.targets.displayName[0]", "okta.requesturi",
            ],
            verb: ["okta.evt.type", "okta.evt.legacytype"]
        ),
        SourceIdentity(
            ["github"],
            scope: ["github.org", "github.owner"],
            actor: ["github.user"],
            resource: ["github.repo.name", "github.repo.url", "github.repo", "github.collaborator.name"],
            verb: [IdentityTerm("github.type", followedBy: ["github.action"]), "github.action"],
            file: [
                "github.diff.committed_secrets.files", "github.workflow.filename", "github.commit.added",
                "github.commit.modified", "github.commit.removed",
            ]
        ),
        SourceIdentity(
            ["gitlab"],
            scope: [IdentityTerm("gitlab.entity_path", as: .firstPart)],
            actor: ["gitlab.author_email", "gitlab.author_name", "gitlab.author_id"],
            user: ["gitlab.author_name", "gitlab.author_email", "gitlab.author_id"],
            remote: ["gitlab.ip_address"],
            resource: ["gitlab.entity_path", "gitlab.target_details", "gitlab.target_type"],
            verb: ["gitlab.event_type", "gitlab.op_type"]
        ),
        SourceIdentity(
            ["keycloak"],
            scope: ["keycloak.realmID", "keycloak.admin.authDetails.realmID"],
            actor: [
                "keycloak.user.userID", "keycloak.admin.authDetails.userID", "json.value[/Details/username]",
                "keycloak.user.clientID", "keycloak.admin.authDetails.clientID",
            ],
            user: [
                "json.value[/Details/username]", "keycloak.user.userID", "keycloak.admin.authDetails.userID",
                "keycloak.user.clientID", "keycloak.admin.authDetails.clientID",
            ],
            remote: ["keycloak.user.ipAddress", "keycloak.admin.authDetails.ipAddress"],
            resource: ["keycloak.admin.resourcePath", "keycloak.admin.resourceType", "keycloak.user.clientID"],
            verb: ["keycloak.user.eventType", "keycloak.admin.operationType"]
        ),
        SourceIdentity(
            ["box"],
            scope: [],
            actor: ["box.created_by_login", "box.created_by_name", "box.created_by_id"],
            remote: ["box.ipaddress"],
            resource: ["box.userlogin", "box.servicename", "box.sourceitemid"],
            verb: ["box.eventtype"],
            file: ["box.sourceitemname"]
        ),
        SourceIdentity(
            ["salesforce"],
            scope: [],
            actor: ["salesforce.username", "salesforce.userid", "salesforce.createdbyid"],
            remote: ["salesforce.sourceip", "salesforce.currentip"],
            resource: [
                "salesforce.queriedentities", "salesforce.parentnamelist", "salesforce.uri", "salesforce.application",
                "salesforce.loginurl",
            ],
            verb: ["salesforce.eventtype", "salesforce.operation"]
        ),
        SourceIdentity(
            ["hashicorpvault", "hashicorp-vault"],
            scope: ["hashicorpvault.plugin.mountpath"],
            actor: ["hashicorpvault.plugin.name", "hashicorpvault.plugin.mountclass"],
            user: [],
            resource: ["hashicorpvault.metadata.path", "hashicorpvault.plugin.mountpath"],
            verb: ["hashicorpvault.event.type"]
        ),
        SourceIdentity(
            ["nomad"],
            scope: ["nomad.alloc.namespace"],
            actor: ["nomad.alloc.jobID"],
            entity: ["nomad.alloc.name", "nomad.alloc.jobID"],
            user: [],
            resource: ["nomad.alloc.name", "nomad.alloc.jobID", "nomad.event.topic"],
            verb: ["nomad.event.type"]
        ),
    ]
}
