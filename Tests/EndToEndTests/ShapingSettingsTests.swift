import Foundation
import HTTPRequests
import PipelineTestKit
import Testing

@Suite("Settings of shaping and sensors")
struct ShapingSettingsTests {
    private static func validate(
        _ settings: [String],
        environment: [String: String] = [:]
    ) throws
        -> EyrieProcess.Result
    {
        try EyrieProcess.run(
            ["config", "validate"] + settings.flatMap { ["--set", $0] },
            environment: environment
        )
    }

    @Test("A file with fields, tags and filters is valid, and its fields are taken from the environment")
    func valid() throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/eyrie.yaml"
        try Data(
            """
            bridge:
              cluster: prod-eu
              custom-fields: {site: berlin, owner: "%TEST_OWNER", rate: "%%5"}
              custom-tags: [edge]
              drop-below: notice
              drop-namespaces: [dev]
              filters:
                probes: rule == "Contact K8S API Server From Container" and proc.name in (kube-probe)
                backup: |
                  container == backup
                  and not user.uid == 0
            """.utf8
        ).write(to: URL(fileURLWithPath: file))
        let good = try EyrieProcess.run(
            ["config", "validate", "--config", file],
            environment: ["TEST_OWNER": "team-red"]
        )
        #expect(good.code == 0, "\(good.error)")
        let bad = try EyrieProcess.run(["config", "validate", "--config", file])
        #expect(bad.code != 0)
        #expect(bad.error.contains("eyrie.yaml:3:"), "\(bad.error)")
        #expect(bad.error.contains("bridge.custom-fields.owner: there is no environment variable 'TEST_OWNER'"))
    }

    @Test(
        "A mistake is one line with its place",
        arguments: [
            (
                ["bridge.filters.x=rule == a and"],
                "option --set bridge.filters.x: bridge.filters.x: column 14: the end stands where"
            ),
            (["bridge.filters.drop-x=rule == a"], "does not begin with drop-"),
            (["bridge.name=edge-1"], "bridge.cluster: is not set, and bridge.name says that several bridges"),
            (["bridge.cluster="], "bridge.tenant and bridge.cluster: a tenant and a cluster need names"),
            (["bridge.custom-fields.a="], "bridge.custom-fields.a: a value has 1 to 256 bytes"),
            (["bridge.custom-tags=a,,b"], "bridge.custom-tags: at most 32 tags of 1 to 256 bytes"),
            (["bridge.falco-endpoints=node-7:8765"], "bridge.falco-endpoints: 'node-7:8765' is not an address"),
        ]
    )
    func mistakes(settings: [String], message: String) throws {
        let result = try Self.validate(settings)
        #expect(result.code != 0)
        #expect(result.error.contains(message), "\(result.error)")
        #expect(result.error.split(separator: "\n").count == 1, "\(result.error)")
    }

    @Test("A filter may come from the environment, and a named bridge is valid with its cluster")
    func environment() throws {
        let bad = try Self.validate([], environment: ["EYRIE_BRIDGE_FILTERS_NOISY": "pod =="])
        #expect(bad.error.contains("environment variable EYRIE_BRIDGE_FILTERS_NOISY: bridge.filters.noisy: column 7:"))
        let good = try Self.validate(
            ["bridge.name=edge-1", "bridge.cluster=local"],
            environment: ["EYRIE_BRIDGE_FILTERS_NOISY": "pod == x"]
        )
        #expect(good.code == 0, "\(good.error)")
    }

    @Test("A filtered alert is answered 200 and counted under its filter; the sensors are listed from the log")
    func filteredAlert() throws {
        let folder = try TemporaryFolder()
        let words = [
            "--set", "bridge.filters.dev=namespace == dev", "--set", "bridge.custom-fields.site=berlin", "--set",
            "bridge.heartbeat=1s",
        ]
        let process = try EyrieProcess(folder: folder.path, words: words)
        #expect(process.isUp)
        for (number, namespace) in ["dev", "shop", "dev"].enumerated() {
            let text = """
                {"hostname":"node-1","output_fields":{"k8s.ns.name":"\(namespace)","n":\(number)},"priority":"Notice",\
                "rule":"Sample","source":"syscall","time":"2026-03-02T08:15:30.00000000\(number)Z"}
                """
            #expect(try HTTPClient().post(process.url, body: Array(text.utf8)).status == 200)
        }
        let alerts = try EyrieProcess.run(["log", "cat", "alerts", "--folder", folder.path])
        #expect(alerts.output.contains(#""customfields":"site=berlin","customtags":"","#), "\(alerts.output)")
        #expect(alerts.output.split(separator: "\n").count == 1)
        let ledger = try EyrieProcess.ledgerWhenDecided(folder.path)
        #expect(ledger.code == 0, "\(ledger.output)")
        #expect(
            ledger.output.contains("door http: received 3 = appended 1 + sensor 0 + duplicate 0 + filtered 2 (dev 2)"),
            "\(ledger.output)"
        )
        let changelog = try EyrieProcess.run(["log", "cat", "eyrie.bridge.changelog.v1", "--folder", folder.path])
        #expect(changelog.output.contains(#""filtered":2"#))
        #expect(changelog.output.contains(#""filters":[{"name":"dev","count":2}]"#))
        // The node is listed at once; the first heartbeat comes after a second, and each question takes its time.
        var sensors = try EyrieProcess.run(["sensors", "--folder", folder.path])
        for _ in 0..<200 where !sensors.output.contains("bridge bridge") {
            sensors = try EyrieProcess.run(["sensors", "--folder", folder.path])
        }
        #expect(sensors.output.hasPrefix("NODE    VERSION  SEEN"), "\(sensors.output)")
        #expect(sensors.output.contains("\nbridge bridge: version "), "\(sensors.output)")
        process.send(SIGTERM)
        #expect(process.wait() == 0)
    }
}
