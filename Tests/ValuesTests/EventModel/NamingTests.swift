import EventModel
import Testing

@Suite("Names of profiles and entities")
struct NamingTests {
    let naming = ProfileNaming(tenant: "acme", cluster: "prod")

    @Test(
        "A pod's name without what Kubernetes adds is its workload's",
        arguments: [
            // Deployment: the template's hash in 456789bcdf, then five safe characters.
            ("nginx-676b6c5bbc-4xc6t", "nginx"), ("cart-api-74d5c8b8d7-x2k9p", "cart-api"), ("a-56c45fd5ff-jcn7k", "a"),
            ("web-5d4f8c7-bbbbb", "web"), ("web-58987d9fc-2zzzz", "web"),
            // Deployment of Kubernetes before 1.8: the hash's own digits.
            ("nginx-1423793266-x2k9p", "nginx"),
            // ReplicaSet and DaemonSet of their own: five safe characters.
            ("falco-74htl", "falco"), ("falco-daemonset-mjv2d", "falco-daemonset"), ("kube-proxy-bcdfg", "kube-proxy"),
            // StatefulSet: an ordinal.
            ("postgres-0", "postgres"), ("kafka-broker-12", "kafka-broker"), ("es-data-999", "es-data"),
            // Job: five safe characters.
            ("migrate-schema-x7w2v", "migrate-schema"),
            // CronJob: minutes since 1970, before 1.21 seconds, then the job's five.
            ("backup-28012345-x7w2v", "backup"), ("backup-1581626820-x7w2v", "backup"),
            // Bare pods.
            ("debug", "debug"), ("falco-test-pod", "falco-test-pod"), ("busybox", "busybox"),
            // Names that only look like one.
            ("my-mysql", "my-mysql"), ("web-nginx", "web-nginx"), ("apache-httpd", "apache-httpd"),
            ("edge-https", "edge-https"),
            ("app-x2k91", "app-x2k91"), ("app-x2k9", "app-x2k9"), ("app-x2k9pp", "app-x2k9pp"),
            ("app-X2K9P", "app-X2K9P"),
            ("release-007", "release-007"), ("release-2026", "release-2026"), ("app-1.0", "app-1.0"),
            ("nginx-676b6c5bbc", "nginx-676b6c5bbc"), ("node-921b61", "node-921b61"),
            // A hash that is none (a vowel, too long): only the generated five go.
            ("app-676b6c5bba-x2k9p", "app-676b6c5bba"), ("app-676b6c5bbcc-x2k9p", "app-676b6c5bbcc"),
            ("app-abcdef-x2k9p", "app-abcdef"), ("app-v2-x2k9p", "app-v2"),
            // Nothing is left of these, so nothing goes.
            ("-x2k9p", "-x2k9p"), ("x2k9p", "x2k9p"), ("-0", "-0"), ("", ""), ("-", "-"),
        ]
    )
    func workloads(pod: String, expected: String) {
        #expect(Workload.name(ofPod: pod) == expected)
    }

    @Test(
        "Profile and entity follow from the fields that are there",
        arguments: [
            // Kubernetes, the workload from the pod's name.
            (
                #""k8s.ns.name":"shop","k8s.pod.name":"cart-74d5c8b8d7-x2k9p","container.name":"cart","container.id":"3ad7""#,
                "acme/prod/shop/cart/cart", "acme/prod/shop/cart-74d5c8b8d7-x2k9p/3ad7"
            ),
            // The owner's name where Falco has it, and it wins over the pod's name.
            (
                #""k8s.ns.name":"shop","k8s.pod.name":"cart-0","k8s.deployment.name":"cart-0","container.name":"c""#,
                "acme/prod/shop/cart-0/c", "acme/prod/shop/cart-0/-"
            ),
            (
                #""k8smeta.ns.name":"shop","k8smeta.pod.name":"p","k8smeta.deployment.name":"d","container.name":"c""#,
                "acme/prod/shop/d/c", "acme/prod/shop/p/-"
            ),
            // A ReplicaSet's name without the template's hash.
            (
                #""k8s.ns.name":"shop","k8s.pod.name":"x","k8smeta.rs.name":"cart-74d5c8b8d7","container.name":"c""#,
                "acme/prod/shop/cart/c", "acme/prod/shop/x/-"
            ),
            // No container name: the image's repository, its slashes escaped; neither: a hyphen.
            (
                #""k8s.ns.name":"shop","k8s.pod.name":"debug","container.image.repository":"docker.io/library/busybox""#,
                "acme/prod/shop/debug/docker.io%2Flibrary%2Fbusybox", "acme/prod/shop/debug/-"
            ),
            (#""k8s.ns.name":"shop","k8s.pod.name":"debug""#, "acme/prod/shop/debug/-", "acme/prod/shop/debug/-"),
            // 2017: a pod without a namespace.
            (
                #""k8s.pod.name":"falco-74htl","container.id":"a98c""#,
                "acme/prod/-/falco/-", "acme/prod/-/falco-74htl/a98c"
            ),
            // dockershim's container names.
            (
                #""k8s.ns.name":"default","k8s.pod.name":"nginx-56c45fd5ff-jcn7k","container.name":"k8s_n1_nginx-56c45fd5ff-jcn7k_default_767d_0""#,
                "acme/prod/default/nginx/n1", "acme/prod/default/nginx-56c45fd5ff-jcn7k/-"
            ),
            // A container without Kubernetes.
            (
                #""container.name":"lab9-target","container.id":"2d13","k8s.pod.name":null,"k8s.ns.name":"<NA>""#,
                "acme/prod/node-7/lab9-target", "acme/prod/node-7/2d13"
            ),
            (
                #""container.image.repository":"alpine","container.id":"2d13""#,
                "acme/prod/node-7/alpine", "acme/prod/node-7/2d13"
            ),
            // A host.
            (#""container.id":"host","container.name":"host""#, "acme/prod/node-7", "acme/prod/node-7"),
            (#""proc.name":"sh""#, "acme/prod/node-7", "acme/prod/node-7"),
            // A tool's containers on a runner: the runner and the project, without slot and job.
            (
                #""container.name":"runner-u4x9kqz2-project-11-concurrent-0-5d41402abc4b2a76-build-2","container.id":"2d13""#,
                "acme/prod/node-7/runner-u4x9kqz2-project-11", "acme/prod/node-7/2d13"
            ),
            // A part cannot pose as two.
            (#""container.name":"a/b%c","container.id":"d/e""#, "acme/prod/node-7/a%2Fb%25c", "acme/prod/node-7/d%2Fe"),
        ]
    )
    func paths(fields: String, profile: String, entity: String) throws {
        let alert = try alert(fields: fields)
        #expect(naming.profile(of: alert).rawValue == profile)
        #expect(naming.entity(of: alert).rawValue == entity)
    }

    @Test(
        "A hostname that is a container's id is left out of a profile that says more, and stays in the entity",
        arguments: [
            ("ff5809b3eaba", true), (String(repeating: "0a1b", count: 16), true),
            // No id: too short, another alphabet, all digits (Docker makes none), upper case, a name.
            ("ff5809b3eab", false), ("ff5809b3eabg", false), ("202403010001", false), ("FF5809B3EABA", false),
            (String(repeating: "0", count: 12) + String(repeating: "a", count: 52), false), ("node-7", false),
        ]
    )
    func dockerHosts(host: String, isID: Bool) throws {
        let named = try alert(fields: #""container.name":"web","container.id":"3ad7""#, hostname: host)
        #expect(naming.profile(of: named).rawValue == "acme/prod/\(isID ? "-" : host)/web")
        #expect(naming.entity(of: named).rawValue == "acme/prod/\(host)/3ad7")
        let imaged = try alert(fields: #""container.image.repository":"nginx""#, hostname: host)
        #expect(naming.profile(of: imaged).rawValue == "acme/prod/\(isID ? "-" : host)/nginx")
        // Nothing better is known of a host itself.
        let bare = try alert(fields: #""proc.name":"sh""#, hostname: host)
        #expect(naming.profile(of: bare).rawValue == "acme/prod/\(host)")
        let pod = try alert(
            fields: #""k8s.ns.name":"shop","k8s.pod.name":"web-0","container.name":"web""#,
            hostname: host
        )
        #expect(naming.profile(of: pod).rawValue == "acme/prod/shop/web/web")
    }

    @Test("Without a hostname the host is a hyphen")
    func noHost() throws {
        let alert = try alert(fields: #""proc.name":"sh""#, hostname: nil)
        #expect(naming.profile(of: alert).rawValue == "acme/prod/-")
        #expect(naming.entity(of: alert).rawValue == "acme/prod/-")
    }

    @Test("Pods of one roll-out and the next share a profile, and each is an entity")
    func rollOut() throws {
        let fields = { (pod: String) in #""k8s.ns.name":"shop","k8s.pod.name":"\#(pod)","container.name":"cart""# }
        let one = try alert(fields: fields("cart-74d5c8b8d7-x2k9p"))
        let two = try alert(fields: fields("cart-676b6c5bbc-4xc6t"))
        #expect(naming.profile(of: one) == naming.profile(of: two))
        #expect(naming.entity(of: one) != naming.entity(of: two))
    }

    @Test("A part that is too long is cut on a UTF-8 border")
    func longPart() throws {
        // 252 letters and a character of two bytes: the border before it is at 252.
        let name = String(repeating: "a", count: 252) + "\u{e9}b"
        let alert = try alert(fields: "\"container.name\":\"\(name)\"")
        #expect(naming.profile(of: alert).rawValue == "acme/prod/node-7/" + String(repeating: "a", count: 252))
    }

    @Test("Facts are the fields a person looks at first")
    func facts() throws {
        let facts = Facts(
            of: try alert(
                fields: """
                    "proc.name":"curl","proc.pname":"sh","proc.cmdline":"curl http://x","user.uid":1000,"fd.name":"a->b",\
                    "fd.rip":"67.43.156.0","fd.rport":6789,"container.id":"3ad7","container.name":"cart",\
                    "container.image.repository":"r/cart","container.image.tag":"1.0"
                    """
            )
        )
        #expect(
            facts
                == Facts(
                    process: "curl",
                    parent: "sh",
                    commandLine: "curl http://x",
                    user: "1000",
                    file: "a->b",
                    remote: "67.43.156.0:6789",
                    container: "3ad7",
                    containerName: "cart",
                    image: "r/cart:1.0",
                    node: "node-7"
                )
        )
    }

    @Test("Facts take the next best field, and what is unknown is missing")
    func otherFacts() throws {
        let facts = Facts(
            of: try alert(
                fields: """
                    "proc.exepath":"/bin/sh","user.name":"root","user.uid":0,"fs.path.name":"/etc/x","fd.sip":"10.0.0.1",\
                    "fd.sport":53,"container.image":"busybox:1.36"
                    """
            )
        )
        #expect(facts.process == "/bin/sh")
        #expect(facts.user == "root")
        #expect(facts.file == "/etc/x")
        #expect(facts.remote == "10.0.0.1:53")
        #expect(facts.image == "busybox:1.36")
        #expect(facts.container == nil)
        #expect(facts.parent == nil)
    }

    @Test("A fact is cut at 256 bytes on a UTF-8 border, and the others stay")
    func longFact() throws {
        let facts = Facts(process: "p", commandLine: String(repeating: "a", count: 255) + "\u{20ac}", node: "n")
        #expect(facts.commandLine == String(repeating: "a", count: 255))
        #expect(facts.process == "p")
        #expect(facts.node == "n")
        #expect(facts.user == nil)
        #expect(try roundTrip(facts) == facts)
        let full = Facts(commandLine: String(repeating: "a", count: 300))
        #expect(full.commandLine?.utf8.count == 256)
        // All of them at their longest.
        let long = String(repeating: "\u{e9}", count: 200)
        let all = Facts(
            process: long,
            parent: long,
            commandLine: long,
            user: long,
            file: long,
            remote: long,
            container: long,
            containerName: long,
            image: long,
            node: long,
            verb: long,
            resource: long
        )
        #expect(all.node?.utf8.count == 256)
        #expect(all.resource?.utf8.count == 256)
        #expect(try roundTrip(all) == all)
    }
}
