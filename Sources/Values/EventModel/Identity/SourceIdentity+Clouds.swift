extension SourceIdentity {
    /// Kubernetes and the clouds: by namespace, account or project, and by user.
    ///
    /// Sources of the fields: falcosecurity/plugins, `plugins/{k8saudit,cloudtrail,gcpaudit,aurora}` (README and
    /// extract.go), and the examples there that read `json.value[...]`.
    static let kubernetesAndClouds: [SourceIdentity] = [
        SourceIdentity(
            [
                "k8s_audit", "k8saudit", "k8saudit-eks", "k8saudit-gke", "k8saudit-aks", "k8saudit-ovh",
                "k8s_audit_eks",
            ],
            scope: ["ka.target.namespace", IdentityTerm("ka.user.name", as: .serviceAccountNamespace)],
            actor: [IdentityTerm("ka.user.name", as: .kubernetesUser)],
            remote: ["ka.sourceips", "ka.sourceips[0]"],
            resource: [
                IdentityTerm("ka.target.resource", followedBy: ["ka.target.name", "ka.target.subresource"]),
                "ka.target.name", "ka.resp.name", "ka.uri",
            ],
            verb: ["ka.verb"],
            file: ["ka.req.pod.volumes.hostpath", "ka.req.configmap.name"]
        ),
        SourceIdentity(
            ["aws_cloudtrail", "cloudtrail"],
            scope: [
                "ct.user.accountid", IdentityTerm("ct.user.arn", as: .arnAccount), "ct.recipientaccountid",
                "json.value[/recipientAccountId]", "json.value[/userIdentity/accountId]",
            ],
            // `ct.user` is the user's name or that of the role's issuer, so the ARN's name is the same identity.
            actor: [
                "ct.user", IdentityTerm("ct.user.arn", as: .arnName), "ct.user.principalid", "ct.user.identitytype",
                "json.value[/userIdentity/type]", "ct.src",
            ],
            entity: ["ct.user.arn", "ct.user", "ct.user.principalid", "ct.user.identitytype", "ct.src"],
            user: ["ct.user", "ct.user.arn", "ct.user.principalid", "ct.user.identitytype"],
            remote: ["ct.srcip"],
            resource: [
                "ct.resources", "s3.uri", "s3.bucket", "ct.request.functionname", "ct.request.name", "ct.src",
            ],
            verb: ["ct.name"],
            file: ["s3.key"]
        ),
        SourceIdentity(
            ["gcp_auditlog", "gcpaudit", "auditlogs"],
            scope: ["gcp.projectId", "json.value[/resource/labels/project_id]"],
            actor: ["gcp.user"],
            remote: ["gcp.callerIP", "al.principal.ip"],
            resource: [
                "gcp.resourceName", "gcp.storage.bucket", "json.value[/resource/labels/bucket_name]",
                "gcp.iam.serviceAccount", "gcp.compute.instanceId", "gcp.cloudfunctions.function",
                "gcp.cloudsql.databaseId", "gcp.resourceType", "gcp.serviceName",
            ],
            verb: ["gcp.methodName"]
        ),
        SourceIdentity(
            ["aws_aurora", "aurora"],
            scope: ["aurora.serverhost", "aurora.database"],
            actor: ["aurora.username"],
            remote: ["aurora.host"],
            resource: ["aurora.object", "aurora.database"],
            verb: ["aurora.operation"]
        ),
        SourceIdentity(
            ["awselb"],
            scope: ["awselb.name"],
            // Not the client: the internet has too many of them for a baseline each.
            actor: ["awselb.domain_name", "awselb.target_group_arn"],
            user: [],
            remote: ["awselb.client_ip"],
            resource: ["awselb.request_url"],
            verb: ["awselb.request_verb"]
        ),
    ]
}
