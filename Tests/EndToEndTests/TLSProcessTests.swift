import Foundation
import HTTPRequests
import PipelineTestKit
import Testing

/// The real program with a certificate, and curl as Falco.
@Suite("The eyrie process with TLS", .enabled(if: OutsideTool.has("openssl", "curl")))
struct TLSProcessTests {
    private func words(_ authority: TestAuthority) -> [String] {
        [
            "bridge.http.tls.certificate=\(authority.path("server.crt"))",
            "bridge.http.tls.key=\(authority.path("server.key"))",
            "bridge.http.tls.client-ca=\(authority.path("ca.crt"))",
        ].flatMap { ["--set", $0] }
    }

    private func post(
        _ number: Int,
        to port: Int,
        as name: String,
        trusting authority: TestAuthority
    ) throws -> OutsideTool.Result {
        let alert = """
            {"output":"o \(number)","output_fields":{"k8s.ns.name":"shop"},"priority":"Notice","rule":"R",\
            "source":"syscall","time":"2026-03-01T10:00:00.\(100_000_000 + number)Z"}
            """
        return try OutsideTool.run(
            "curl",
            [
                "-sS", "--max-time", "20", "-w", "%{http_code}", "--cacert", authority.certificate, "--cert",
                authority.path("\(name).crt"), "--key", authority.path("\(name).key"), "-d", alert,
                "https://localhost:\(port)/",
            ]
        )
    }

    @Test("takes alerts over mTLS, and a replaced certificate is used without a restart")
    func replacesCertificate() throws {
        let folder = try TemporaryFolder()
        let authority = try TestAuthority()
        try authority.sign("server", for: .server)
        try authority.sign("node", for: .client, subject: "/O=Acme/CN=node-7")
        let process = try RunningProcess(
            [
                "up", "--folder", folder.path, "--set", "bridge.http.port=0", "--set", "probes.port=0", "--set",
                "log.partitions=2",
            ] + words(authority)
        )
        #expect(process.hasSaid("eyrie is up"), "\(process.text)")
        let port = process.number(behind: "bridge.http.port=")
        let first = try post(1, to: port, as: "node", trusting: authority)
        #expect(first.output == "200", "\(first.error)")
        // What a probe asks is answered without a certificate on the second port.
        #expect(try process.probe("/ping") == 200)
        #expect(try process.probe("/healthz") == 200)

        let next = try TestAuthority(name: "Next authority")
        try next.sign("server", for: .server)
        try next.sign("node", for: .client, subject: "/O=Acme/CN=node-8")
        try authority.replace("server.crt", by: next.path("server.crt"))
        #expect(process.hasSaid("The changed certificate is not used"), "\(process.text)")
        #expect(try post(2, to: port, as: "node", trusting: authority).output == "200")
        try authority.replace("server.key", by: next.path("server.key"))
        try authority.replace("ca.crt", by: next.certificate)
        #expect(process.hasSaid("New connections use the changed certificate"), "\(process.text)")
        let second = try post(3, to: port, as: "node", trusting: next)
        #expect(second.output == "200", "\(second.error)")
        #expect(process.stop().code == 0)
        let alerts = try EyrieProcess.run(["log", "cat", "alerts", "--folder", folder.path])
        #expect(alerts.output.components(separatedBy: "CN=node-7,O=Acme").count == 3, "\(alerts.output)")
        #expect(alerts.output.components(separatedBy: "CN=node-8,O=Acme").count == 2)
    }

    @Test("While the certificate changes, senders continue over their connections")
    func changesUnderLoad() throws {
        let folder = try TemporaryFolder()
        let authority = try TestAuthority()
        try authority.sign("server", for: .server)
        try authority.sign("node", for: .client, subject: "/O=Acme/CN=node-7")
        let process = try RunningProcess(
            [
                "up", "--folder", folder.path, "--set", "bridge.http.port=0", "--set", "probes.port=0", "--set",
                "log.partitions=2", "--set", "bridge.http.duplicate-window=0ms",
            ] + words(authority)
        )
        #expect(process.hasSaid("eyrie is up"), "\(process.text)")
        let port = process.number(behind: "bridge.http.port=")
        let alert = """
            {"output":"o","output_fields":{"k8s.ns.name":"shop"},"priority":"Notice","rule":"R","source":"syscall",\
            "time":"2026-03-01T10:00:00Z"}
            """
        let count = 400
        let senders = try (0..<3).map { _ in
            try ChildProcess(
                OutsideTool.path(of: "curl"),
                [
                    "-sS", "--rate", "100/s", "-w", "%{http_code} connects %{num_connects}\\n", "--cacert",
                    authority.certificate, "--cert", authority.path("node.crt"), "--key", authority.path("node.key"),
                    "-d", alert, "https://localhost:\(port)/[1-\(count)]",
                ]
            )
        }
        #expect(senders.allSatisfy { $0.hasSaid("200 connects ", times: 20) }, "\(senders.map(\.text))")
        let next = try TestAuthority(name: "Next authority")
        try next.sign("server", for: .server)
        try next.sign("node", for: .client, subject: "/O=Acme/CN=node-8")
        try authority.replace("ca.crt", by: next.certificate)
        try authority.replace("server.crt", by: next.path("server.crt"))
        try authority.replace("server.key", by: next.path("server.key"))
        #expect(process.hasSaid("New connections use the changed certificate"), "\(process.text)")
        #expect(try post(1, to: port, as: "node", trusting: next).output == "200")
        for sender in senders {
            #expect(sender.hasSaid("200 connects ", times: count), "\(sender.text.suffix(200))")
            #expect(sender.text.components(separatedBy: "connects 1").count == 2)
        }
        #expect(process.stop().code == 0)
        let ledger = try EyrieProcess.run(["ledger", "--folder", folder.path])
        #expect(ledger.output.contains("appended \(3 * count + 1) "), "\(ledger.output)")
    }

    @Test("A certificate that cannot be used is one line and exit code 1, and nothing is started")
    func refusesCertificates() throws {
        let authority = try TestAuthority()
        try authority.sign("server", for: .server)
        try authority.sign("other", for: .server)
        let folder = try TemporaryFolder()
        let log = "\(folder.path)/log"
        let (crt, key) = (authority.path("server.crt"), authority.path("server.key"))
        let prefix = "bridge.http"
        for (settings, words) in [
            (["\(prefix).tls.certificate=/nowhere.crt", "\(prefix).tls.key=\(key)"], "/nowhere.crt: No such file"),
            (
                ["\(prefix).tls.certificate=\(crt)", "\(prefix).tls.key=\(authority.path("other.key"))"],
                "using the key"
            ),
            (["\(prefix).tls.certificate=\(crt)"], "there is no key"),
            (["\(prefix).tls.client-ca=\(crt)"], "there is no certificate"),
            (["\(prefix).allowed-senders=10.0.0.0/40"], "10.0.0.0/40"),
            (["\(prefix).allowed-senders=CN=node"], "bridge.http.tls.client-ca"),
            (["\(prefix).secret-path=secretive"], "bridge.http.secret-path"),
        ] {
            for command in [["up", "--folder", log], ["config", "validate"]] {
                let result = try EyrieProcess.run(command + settings.flatMap { ["--set", $0] })
                #expect(result.code == 1, "\(command) \(settings)")
                #expect(result.error.split(separator: "\n").count == 1, "\(result.error)")
                #expect(result.error.contains(words), "\(result.error)")
                #expect(!result.error.contains("secretive"))
            }
        }
        #expect(!FileManager.default.fileExists(atPath: log))
    }

    @Test("The secret path is shown by no command")
    func hidesSecretPath() throws {
        let result = try EyrieProcess.run(
            ["config", "print", "--set", "bridge.http.secret-path=/falco/kT9-x_2q.Z~7"],
            environment: ["EYRIE_BRIDGE_HTTP_ALLOWED_SENDERS": "10.0.0.0/8,fd00::/8"]
        )
        #expect(result.code == 0, "\(result.error)")
        #expect(result.output.contains("secret-path"))
        #expect(!result.output.contains("kT9"))
        #expect(result.output.contains("10.0.0.0/8"))
    }
}
