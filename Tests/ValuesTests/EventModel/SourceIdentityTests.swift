import EventModel
import Foundation
import PipelineTestKit
import Testing

/// An alert of a source with these output fields.
private func alert(of source: String, _ fields: String, hostname: String = "falco-7c9d4f5b6-m4n2k") throws -> Alert {
    try alert(
        """
        {"output":"o","hostname":"\(hostname)","rule":"r","priority":"Notice","source":"\(source)","time":"2026-03-02T08:15:30Z",\
        "output_fields":{\(fields)}}
        """
    )
}

@Suite("Identity by source")
struct SourceIdentityTests {
    let naming = ProfileNaming(tenant: "t", cluster: "c")

    @Test(
        "Profile and entity follow from the source's row",
        arguments: [
            // Kubernetes audit: the namespace of the target, else of the service account; users by name.
            (
                "k8s_audit", #""ka.target.namespace":"shop","ka.user.name":"ada","ka.sourceips":["192.0.2.1"]"#,
                "k8s_audit/shop/ada", "k8s_audit/shop/ada/192.0.2.1"
            ),
            (
                "k8saudit", #""ka.user.name":"system:serviceaccount:build:ci""#,
                "k8s_audit/build/system:serviceaccount:build:ci", "k8s_audit/build/system:serviceaccount:build:ci/-"
            ),
            (
                "k8s_audit", #""ka.user.name":"system:node:ip-10-0-3-4""#, "k8s_audit/-/system:node",
                "k8s_audit/-/system:node:ip-10-0-3-4/-"
            ),
            (
                "k8s_audit", #""ka.user.name":"system:bootstrap:abcdef""#, "k8s_audit/-/system:bootstrap",
                "k8s_audit/-/system:bootstrap:abcdef/-"
            ),
            (
                "k8s_audit", #""ka.user.name":"arn:aws:sts::111122223333:assumed-role/Admin/ada-1772""#,
                "k8s_audit/-/arn:aws:sts::111122223333:assumed-role%2FAdmin",
                "k8s_audit/-/arn:aws:sts::111122223333:assumed-role%2FAdmin%2Fada-1772/-"
            ),
            ("k8s_audit", #""ka.user.name":"system:node:""#, "k8s_audit/-/system:node:", "k8s_audit/-/system:node:/-"),
            (
                "k8s_audit", #""ka.user.name":"system:serviceaccount:x""#, "k8s_audit/-/system:serviceaccount:x",
                "k8s_audit/-/system:serviceaccount:x/-"
            ),
            ("k8s_audit", #""ka.user.name":"<NA>""#, "k8s_audit/-/-", "k8s_audit/-/-/-"),
            // AWS: a role is the same identity whether a rule prints its name or its ARN.
            (
                "aws_cloudtrail", #""ct.user":"Deploy","ct.user.accountid":"111122223333","ct.srcip":"192.0.2.1""#,
                "aws_cloudtrail/111122223333/Deploy", "aws_cloudtrail/111122223333/Deploy/192.0.2.1"
            ),
            (
                "aws_cloudtrail", #""ct.user.arn":"arn:aws:sts::111122223333:assumed-role/Deploy/i-0abc""#,
                "aws_cloudtrail/111122223333/Deploy",
                "aws_cloudtrail/111122223333/arn:aws:sts::111122223333:assumed-role%2FDeploy%2Fi-0abc/-"
            ),
            (
                "aws_cloudtrail",
                #""ct.user.arn":"arn:aws:iam::111122223333:user/team/ops","ct.recipientaccountid":"4""#,
                "aws_cloudtrail/111122223333/ops",
                "aws_cloudtrail/111122223333/arn:aws:iam::111122223333:user%2Fteam%2Fops/-"
            ),
            (
                "aws_cloudtrail",
                #""ct.user.arn":"nonsense","ct.user.identitytype":"AWSService","ct.recipientaccountid":"4""#,
                "aws_cloudtrail/4/AWSService", "aws_cloudtrail/4/nonsense/-"
            ),
            // GCP, and the names the source had.
            (
                "gcp_auditlog", #""gcp.projectId":"p1","gcp.user":"a@example.com","gcp.callerIP":"2001:db8::7""#,
                "gcp_auditlog/p1/a@example.com", "gcp_auditlog/p1/a@example.com/2001:db8::7"
            ),
            (
                "auditlogs", #""json.value[/resource/labels/project_id]":"p1","gcp.user":"a@example.com""#,
                "gcp_auditlog/p1/a@example.com", "gcp_auditlog/p1/a@example.com/-"
            ),
            // As falcosidekick spells it on request.
            ("gcp_auditlog", #""gcp_projectId":"p1","gcp_user":"a""#, "gcp_auditlog/p1/a", "gcp_auditlog/p1/a/-"),
            // Platforms.
            (
                "okta",
                #""okta.org":"ex","okta.actor.name":"Ada","okta.actor.alternateid":"ada@example.com","okta.client.ip":"192.0.2.1""#,
                "okta/ex/ada@example.com", "okta/ex/ada@example.com/192.0.2.1"
            ),
            ("github", #""github.owner":"ex","github.user":"ada""#, "github/ex/ada", "github/ex/ada/-"),
            (
                "gitlab", #""gitlab.entity_path":"ex/shop/api","gitlab.author_name":"Ada""#, "gitlab/ex/Ada",
                "gitlab/ex/Ada/-"
            ),
            (
                "keycloak", #""keycloak.realmID":"ex","keycloak.admin.authDetails.userID":"u1""#, "keycloak/ex/u1",
                "keycloak/ex/u1/-"
            ),
            ("box", #""box.created_by_login":"ada@example.com""#, "box/-/ada@example.com", "box/-/ada@example.com/-"),
            ("salesforce", #""salesforce.username":"ada""#, "salesforce/-/ada", "salesforce/-/ada/-"),
            (
                "aws_aurora", #""aurora.serverhost":"db1","aurora.username":"app""#, "aws_aurora/db1/app",
                "aws_aurora/db1/app/-"
            ),
            (
                "nomad", #""nomad.alloc.namespace":"ns","nomad.alloc.jobID":"web","nomad.alloc.name":"web.api[0]""#,
                "nomad/ns/web", "nomad/ns/web.api[0]/-"
            ),
            // Of the host they run on; an id of a container is no host.
            (
                "docker", #""docker.attributes.name":"web""#, "docker/falco-7c9d4f5b6-m4n2k/web",
                "docker/falco-7c9d4f5b6-m4n2k/web/-"
            ),
            (
                "seccompagent", #""seccompagent.k8s.namespace":"shop","seccompagent.k8s.pod":"web-6c5dd967b4-x7k2p""#,
                "seccompagent/shop/web", "seccompagent/shop/web-6c5dd967b4-x7k2p/-"
            ),
            (
                "journal", #""journal.field[_HOSTNAME]":"h1","journal.field[_SYSTEMD_UNIT]":"sshd.service""#,
                "journal/h1/sshd.service", "journal/h1/sshd.service/-"
            ),
            // Sources that no row names: the first of a fixed list, whatever the plugin is called.
            (
                "acme", #""acme.user.name":"ada","acme.project":"p","acme.client_ip":"192.0.2.1""#, "acme/p/ada",
                "acme/p/ada/192.0.2.1"
            ),
            (
                "azure", #""json.value[/caller]":"ada@example.com","json.value[/tenantId]":"t1""#,
                "azure/t1/ada@example.com", "azure/t1/ada@example.com/-"
            ),
            (
                "edera_zone", #""k8s.ns.name":"shop","k8s.pod.name":"web-6c5dd967b4-x7k2p","user.name":"root""#,
                "edera_zone/shop/web", "edera_zone/shop/web-6c5dd967b4-x7k2p/-"
            ),
            ("acme", #""container.name":"web""#, "acme/-/web", "acme/-/web/-"),
            // The collector is last, and its roll-outs change nothing.
            ("acme", #""a.b":"c""#, "acme/-/falco", "acme/-/falco-7c9d4f5b6-m4n2k/-"),
            ("Mein Plugin/ü ", #""a.b":"c""#, "Mein Plugin%2Fü /-/falco", "Mein Plugin%2Fü /-/falco-7c9d4f5b6-m4n2k/-"),
        ]
    )
    func paths(source: String, fields: String, profile: String, entity: String) throws {
        let alert = try alert(of: source, fields)
        #expect(naming.profile(of: alert).rawValue == "t/c/source/" + profile)
        #expect(naming.entity(of: alert).rawValue == "t/c/source/" + entity)
    }

    @Test("No two sources share a profile, whatever one of them and a namespace are called")
    func apart() throws {
        var profiles: Set<Profile> = []
        for source in [
            "syscall", "k8s_audit", "aws_cloudtrail", "gcp_auditlog", "okta", "github", "acme", "docker", "source",
        ] {
            profiles.insert(naming.profile(of: try alert(of: source, #""proc.name":"sh""#)))
        }
        #expect(profiles.count == 9)
        let pod = try alert(of: "syscall", #""k8s.ns.name":"source","k8s.pod.name":"github","container.name":"ada""#)
        let user = try alert(of: "github", #""github.user":"ada","github.org":"ada""#)
        #expect(naming.profile(of: pod).rawValue == "t/c/source/github/ada")
        #expect(naming.profile(of: user) != naming.profile(of: pod))
        #expect(naming.profile(of: user).rawValue.split(separator: "/").count == 6)
    }

    @Test("A collector that is rolled out, or has a container's id for a name, begins no new baseline")
    func rollOut() throws {
        func profile(_ host: String, _ source: String, _ fields: String = "") throws -> String {
            naming.profile(of: try alert(of: source, fields, hostname: host)).rawValue
        }
        #expect(try profile("falco-7c9d4f5b6-m4n2k", "acme") == profile("falco-6c5dd967b4-x7k2p", "acme"))
        #expect(try profile("ff5809b3eaba", "acme") == "t/c/source/acme/-/-")
        #expect(try profile("ff5809b3eaba", "docker", #""docker.from":"nginx""#) == "t/c/source/docker/-/nginx")
        // Hosts that are numbered are hosts of their own.
        #expect(try profile("web-1", "acme") == "t/c/source/acme/-/web-1")
    }

    @Test("A Falco that names no source and has fields of Kubernetes audit tells of it")
    func noSource() throws {
        for source in ["", #""source":null,"#, #""source":"","#, #""source":"<NA>","#] {
            let old = try alert(
                #"{\#(source)"rule":"r","time":"2020-01-24T16:00:07Z","output_fields":{"ka.user.name":"ada","jevt.time":"16:00"}}"#
            )
            #expect(old.source == "k8s_audit")
            #expect(naming.profile(of: old).rawValue == "t/c/source/k8s_audit/-/ada")
        }
        #expect(try alert(fields: #""proc.name":"sh""#).source == "syscall")
    }

    @Test(
        "User, remote end, resource, verb and file are read from the fields of the plugin",
        arguments: [
            (
                "k8s_audit",
                #""ka.user.name":"ada","ka.sourceips":["192.0.2.1","10.0.0.1"],"ka.verb":"create","ka.target.resource":"pods","ka.target.name":"web-0","ka.target.subresource":"exec""#,
                Facts(user: "ada", remote: "192.0.2.1,10.0.0.1", verb: "create", resource: "pods/web-0/exec")
            ),
            ("k8s_audit", #""ka.uri":"/healthz","ka.verb":"get""#, Facts(verb: "get", resource: "/healthz")),
            (
                "aws_cloudtrail",
                #""ct.user":"ops","ct.srcip":"192.0.2.1","ct.name":"GetObject","s3.bucket":"b","s3.key":"k/x.csv""#,
                Facts(user: "ops", file: "k/x.csv", remote: "192.0.2.1", verb: "GetObject", resource: "b")
            ),
            (
                "gcp_auditlog",
                #""gcp.user":"a@example.com","gcp.callerIP":"2001:db8::7","gcp.methodName":"m","gcp.storage.bucket":"b""#,
                Facts(user: "a@example.com", remote: "2001:db8::7", verb: "m", resource: "b")
            ),
            (
                "okta",
                #""okta.actor.name":"Ada","okta.actor.alternateid":"ada@example.com","okta.client.ip":"192.0.2.1","okta.evt.type":"user.session.start","okta.targets.displayName[0]":"App""#,
                Facts(user: "Ada", remote: "192.0.2.1", verb: "user.session.start", resource: "App")
            ),
            (
                "github",
                #""github.user":"ada","github.type":"push","github.repo.name":"api","github.diff.committed_secrets.files":"a.env""#,
                Facts(user: "ada", file: "a.env", verb: "push", resource: "api")
            ),
            (
                "acme",
                #""acme.actor":"ada","acme.srcip":"192.0.2.1","acme.action":"drop","acme.resource":"t","acme.filename":"f""#,
                Facts(user: "ada", file: "f", remote: "192.0.2.1", verb: "drop", resource: "t")
            ),
            // Fields of system calls, where a plugin has none of its own.
            (
                "acme",
                #""user.name":"root","fd.name":"/etc/shadow","fd.rip":"192.0.2.1","fd.rport":443,"proc.name":"sh""#,
                Facts(process: "sh", user: "root", file: "/etc/shadow", remote: "192.0.2.1:443")
            ),
            // A plugin's fields say nothing of a system call.
            ("syscall", #""okta.actor.name":"Ada","acme.user":"ada""#, Facts()),
        ]
    )
    func facts(source: String, fields: String, expected: Facts) throws {
        let facts = Facts(of: try alert(of: source, fields))
        for field in FactField.allCases where field != .node {
            #expect(facts[field] == expected[field], "\(field)")
        }
        #expect(facts.node == "falco-7c9d4f5b6-m4n2k")
        #expect(try roundTrip(facts) == facts)
    }

    @Test("Numbers and numeric texts of a plugin are the same, and objects are missing")
    func oddTypes() throws {
        let number = try alert(
            of: "aws_cloudtrail",
            #""ct.user.accountid":111122223333,"ct.user":{"a":1},"ct.user.principalid":7"#
        )
        let text = try alert(
            of: "aws_cloudtrail",
            #""ct.user.accountid":"111122223333","ct.user":null,"ct.user.principalid":"7""#
        )
        #expect(naming.profile(of: number).rawValue == "t/c/source/aws_cloudtrail/111122223333/7")
        #expect(naming.profile(of: text) == naming.profile(of: number))
        #expect(Facts(of: text) == Facts(of: number))
        #expect(text == number)
    }

    @Test("Every row can be used, and every source is in one row")
    func rows() throws {
        var names: Set<String> = []
        for row in SourceIdentity.all {
            for name in row.names {
                #expect(names.insert("\(name)").inserted, "\(name)")
                let profile = naming.profile(of: try alert(of: "\(name)", #""x.y":1"#)).rawValue
                #expect(profile.hasPrefix("t/c/source/\(row.names[0] as StaticString)/"), "\(name)")
            }
        }
    }

    @Test("README's table has every source and the fields of its parts")
    func documentation() throws {
        let text = try String(contentsOf: Checkout.root.appending(path: "README.md"), encoding: .utf8)
        for row in SourceIdentity.all {
            guard let name = row.names.first else { continue }
            let line = try #require(
                text.split(separator: "\n").first { $0.hasPrefix("| `\(name)`") },
                "README has no row of \(name)"
            )
            for term in row.scope.prefix(1) + row.actor.prefix(1) {
                #expect(line.contains("`\(term.name)`"), "\(name): \(term.name)")
            }
        }
    }
}
